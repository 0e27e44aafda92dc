module example.com/bench-json

go 1.24
