//! `paperboat` without a command: both ways on an example, in about a minute.
//!
//! Who watches only learns less than who predicts first, so in a terminal two predictions are asked before anything is
//! shown. What is shown is a value over time (`film.rs`); only `stage.rs` knows a terminal.

mod film;
mod question;
mod runs;
mod stage;
mod summary;

use std::thread;

pub use film::Film;
pub use question::{Answer, Fact, Question};
pub use runs::Runs;
pub use summary::document;

use crate::exit::Exit;
use crate::ui::Ui;

/// Shows both ways on the example: as a play where somebody sits at a terminal, and else what came out.
pub fn play(ui: &Ui) -> Exit {
    if ui.json {
        ui.json(&Runs::of_example(ui).comparison);
        return Exit::Success;
    }
    if !stage::is_there() {
        let summary = document(ui, &Runs::of_example(ui), None);
        ui.report(&summary.plain());
        return Exit::Success;
    }
    // The run takes a moment, in which the questions are read.
    thread::scope(|scope| {
        let running = scope.spawn(|| Runs::of_example(ui));
        let predicted = stage::ask(ui);
        let runs = running.join().expect("the example runs");
        stage::show(ui, &runs, predicted)
    })
}
