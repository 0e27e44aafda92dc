module checkout

go 1.24

require github.com/hypermodeinc/modus/sdk/go v0.18.0
