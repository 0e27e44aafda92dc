// SPDX-License-Identifier: Apache-2.0

package abi

// Strings packs strings: the arguments of many host functions.
func Strings(values ...string) *Writer {
	const more = 16 // for what is packed besides
	room := more
	for _, v := range values {
		room += 4 + len(v)
	}
	w := &Writer{bytes: make([]byte, 0, room)}
	for _, v := range values {
		w.String(v)
	}
	return w
}

// OptionalString packs a string that may be missing.
func (w *Writer) OptionalString(v *string) {
	w.Bool(v != nil)
	if v != nil {
		w.String(*v)
	}
}

// OptionalString unpacks a string that may be missing.
func (r *Reader) OptionalString() *string {
	if !r.Bool() {
		return nil
	}
	v := r.String()
	return &v
}

// Strings packs a list of strings that may be nil.
func (w *Writer) Strings(values []string) {
	w.Bool(values != nil)
	if values == nil {
		return
	}
	w.Count(len(values))
	for _, v := range values {
		w.String(v)
	}
}

// Strings unpacks a list of strings that may be nil.
func (r *Reader) Strings() []string {
	if !r.Bool() {
		return nil
	}
	values := make([]string, r.Count())
	for i := range values {
		values[i] = r.String()
	}
	return values
}

// StringMap packs a map of strings that may be nil.
func (w *Writer) StringMap(values map[string]string) {
	w.Bool(values != nil)
	if values == nil {
		return
	}
	w.Count(len(values))
	for k, v := range values {
		w.String(k)
		w.String(v)
	}
}

// StringMap unpacks a map of strings that may be nil.
func (r *Reader) StringMap() map[string]string {
	if !r.Bool() {
		return nil
	}
	n := r.Count()
	values := make(map[string]string, n)
	for range n {
		k := r.String()
		values[k] = r.String()
	}
	return values
}
