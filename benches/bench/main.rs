//! `make bench`: what is measured is printed as tables; nothing is asserted here but that the work was done.
//! `cargo bench -- start` (or `values`, `estates`) takes some of them.
#![cfg(unix)]

#[path = "../../tests/wire/client.rs"]
mod client;
mod estates;
mod start;
mod values;

use std::time::Duration;

/// A table in Markdown, printed row by row.
struct Table;

impl Table {
    fn new(title: &str) -> Table {
        println!("\n| {title} | measured | goal |\n|---|---|---|");
        Table
    }

    fn row(&mut self, what: &str, measured: String, goal: &str) {
        println!("| {what} | {measured} | {goal} |");
    }
}

fn median<T: Ord>(all: impl Iterator<Item = T>) -> T {
    let mut all: Vec<T> = all.collect();
    all.sort();
    let middle = all.len() / 2;
    all.swap_remove(middle)
}

fn ms(time: Duration) -> String {
    format!("{:.1} ms", time.as_secs_f64() * 1e3)
}

fn main() {
    let wanted = std::env::args().skip(1).find(|a| !a.starts_with('-'));
    let sections: [(&str, fn()); 3] = [
        ("start", start::run_all),
        ("values", values::run_all),
        ("estates", estates::run_all),
    ];
    for (name, run) in sections {
        if wanted.as_deref().is_none_or(|wanted| name.contains(wanted)) {
            run();
        }
    }
}
