// SPDX-License-Identifier: Apache-2.0

package main

// func modusWriteN(w *modusAbi.Writer, v T)
func (g *generator) writer(t *abiType) {
	if method, _ := t.scalar(); method != "" || t.kind == textKind {
		return
	}
	g.printf("func modusWrite%d(w *modusAbi.Writer, v %s) {\n", t.number, g.typeText(t.goType))
	switch t.kind {
	case pointerKind:
		g.writePointer(t)
	case numbersKind:
		g.printf("modusAbi.WriteNumbers(w, v)\n")
	case listKind:
		g.printf("w.Bool(v != nil)\nif v == nil {\nreturn\n}\nw.Count(len(v))\nfor i := range v {\n%s\n}\n", g.write(t.element, "v[i]"))
	case rawKind:
		g.printf("for i := range v {\nw.Uint8(uint8(v[i]))\n}\n")
	case arrayKind:
		g.printf("for i := range v {\n%s\n}\n", g.write(t.element, "v[i]"))
	case mapKind:
		g.printf("w.Bool(v != nil)\nif v == nil {\nreturn\n}\nw.Count(len(v))\nfor k, e := range v {\n%s\n%s\n}\n",
			g.write(t.key, "k"), g.write(t.element, "e"))
	case recordKind:
		for _, field := range t.fields {
			g.printf("%s\n", g.write(field.typ, "v."+field.goName))
		}
	}
	g.printf("}\n\n")
}

func (g *generator) writePointer(t *abiType) {
	element := g.write(t.element, "*v")
	switch {
	case t.element.isNullable():
		g.printf("if v == nil {\nw.Bool(false)\nreturn\n}\n%s\n", element)
	case t.element.recursive:
		g.printf("if v == nil || !w.Enter(uintptr(modusUnsafe.Pointer(v))) {\nw.Bool(false)\nreturn\n}\nw.Bool(true)\n%s\nw.Leave()\n", element)
		g.imports["unsafe"] = "modusUnsafe"
	default:
		g.printf("w.Bool(v != nil)\nif v != nil {\n%s\n}\n", element)
	}
}

// func modusReadN(r *modusAbi.Reader) T
func (g *generator) reader(t *abiType) {
	if method, _ := t.scalar(); method != "" {
		return
	}
	name := g.typeText(t.goType)
	g.printf("func modusRead%d(r *modusAbi.Reader) %s {\n", t.number, name)
	switch t.kind {
	case pointerKind:
		g.readPointer(t)
	case numbersKind:
		g.printf("return modusAbi.ReadNumbers[%s](r)\n", name)
	case listKind:
		g.printf("if !r.Bool() {\nreturn nil\n}\nv := make(%s, r.Count())\nfor i := range v {\nv[i] = %s\n}\nreturn v\n", name, g.read(t.element))
	case rawKind:
		g.printf("var v %s\nfor i := range v {\nv[i] = %s\n}\nreturn v\n", name, g.read(t.element))
	case arrayKind:
		g.printf("var v %s\nfor i := range v {\nv[i] = %s\n}\nreturn v\n", name, g.read(t.element))
	case mapKind:
		g.printf("if !r.Bool() {\nreturn nil\n}\nn := r.Count()\nv := make(%s, n)\nfor range n {\nk := %s\nv[k] = %s\n}\nreturn v\n",
			name, g.read(t.key), g.read(t.element))
	case textKind:
		g.printf("var v %s\nr.Text(&v)\nreturn v\n", name)
	case recordKind:
		g.printf("var v %s\n", name)
		for _, field := range t.fields {
			g.printf("v.%s = %s\n", field.goName, g.read(field.typ))
		}
		g.printf("return v\n")
	}
	g.printf("}\n\n")
}

func (g *generator) readPointer(t *abiType) {
	element := g.read(t.element)
	if t.element.isNullable() {
		g.printf("v := %s\nif v == nil {\nreturn nil\n}\nreturn &v\n", element)
		return
	}
	g.printf("if !r.Bool() {\nreturn nil\n}\nv := %s\nreturn &v\n", element)
}
