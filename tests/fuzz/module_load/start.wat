(module
  (memory 1)
  (global $g (mut i64) (i64.const 7))
  (func $begin (i64.store (i32.const 65530) (global.get $g)))
  (start $begin)
  (func (export "never") (result i64) (global.get $g)))
