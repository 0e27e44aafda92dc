module handbook

go 1.24

require (
	github.com/hypermodeinc/modus/sdk/go v0.18.0
	github.com/yuin/goldmark v1.7.13
	go.yaml.in/yaml/v3 v3.0.4
)
