module example.com/go-app

go 1.24

require (
	example.com/greeting v1.0.0
	github.com/hypermodeinc/modus/sdk/go v0.18.0
)

replace example.com/greeting => ./third_party/greeting
