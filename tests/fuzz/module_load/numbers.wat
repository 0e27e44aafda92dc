(module
  (func (export "add") (param i32 i32) (result i32) (i32.div_s (local.get 0) (local.get 1)))
  (func (export "wide") (param i64 i64) (result i64) (i64.rem_u (local.get 0) (i64.rotl (local.get 1) (i64.const 3))))
  (func (export "real") (param f64) (result i32) (i32.trunc_f64_s (f64.sqrt (local.get 0))))
  (func (export "single") (param f32 f32) (result f32) (f32.copysign (local.get 0) (f32.nearest (local.get 1)))))
