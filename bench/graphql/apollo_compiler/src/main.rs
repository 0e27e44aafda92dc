// SPDX-License-Identifier: Apache-2.0
// As bench/graphql_documents.cpp, for apollo-compiler: SECONDS SCHEMA DOCUMENT...
use std::{env, fs};

use apollo_compiler::{ast::Document, validation::Valid, ExecutableDocument, Schema};

fn cpu_us() -> f64 {
    let mut now = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: the call writes to `now` alone.
    let failed = unsafe { libc::clock_gettime(libc::CLOCK_PROCESS_CPUTIME_ID, &mut now) };
    assert_eq!(failed, 0);
    now.tv_sec as f64 * 1e6 + now.tv_nsec as f64 / 1e3
}

/// CPU time of one call of `work`: batches of about five milliseconds, their median.
fn cost_us(seconds: f64, mut work: impl FnMut()) -> f64 {
    let mut times = 1;
    let mut costs = Vec::new();
    let end = cpu_us() + seconds * 1e6;
    while cpu_us() < end || costs.len() < 5 {
        let begin = cpu_us();
        for _ in 0..times {
            work();
        }
        let each = (cpu_us() - begin) / times as f64;
        costs.push(each);
        times = ((5000.0 / each.max(0.01)) as usize).max(1);
    }
    costs.sort_by(f64::total_cmp);
    costs[costs.len() / 2]
}

fn count_errors(schema: &Valid<Schema>, text: &str) -> usize {
    match ExecutableDocument::parse_and_validate(schema, text, "document.graphql") {
        Ok(_) => 0,
        Err(refused) => refused.errors.len(),
    }
}

fn main() {
    let arguments: Vec<String> = env::args().collect();
    let seconds = arguments[1].parse().expect("seconds");
    let read = |path: &String| fs::read_to_string(path).expect(path);
    let schema = Schema::parse_and_validate(read(&arguments[2]), "schema.graphql").expect("a valid schema");
    for path in &arguments[3..] {
        let text = read(path);
        let errors = count_errors(&schema, &text);
        let mut parsed = 0;
        let parse = cost_us(seconds, || {
            parsed += Document::parse(text.as_str(), "document.graphql").is_ok() as usize
        });
        let both = cost_us(seconds, || parsed += count_errors(&schema, &text));
        assert!(parsed > 0);
        println!("{{\"errors\":{errors},\"parse_us\":{parse:.3},\"both_us\":{both:.3}}}");
    }
}
