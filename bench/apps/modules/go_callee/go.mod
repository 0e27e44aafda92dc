module gocallee

go 1.24
