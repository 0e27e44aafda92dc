// SPDX-License-Identifier: Apache-2.0

pub use wasmtime_c_api::*;
