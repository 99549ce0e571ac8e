//! `paperboat` without a command: both ways on an example, in about a minute.
//!
//! Who watches only learns less than who predicts first, so in a terminal two predictions are asked before anything is
//! shown. What is shown is a value over time (`film.rs`); only `stage.rs` knows a terminal.

mod film;
mod question;
mod stage;
mod summary;
mod voyage;

use std::thread;

pub use film::Film;
pub use question::{Answer, Fact, Question};
pub use summary::document;
pub use voyage::Voyage;

use crate::exit::Exit;
use crate::ui::Ui;

/// Shows both ways on the example: as a play where somebody sits at a terminal, and else what came out.
pub fn play(ui: &Ui) -> Exit {
    if ui.json {
        ui.json(&Voyage::sail(ui).comparison);
        return Exit::Success;
    }
    if !stage::is_there() {
        let summary = document(ui, &Voyage::sail(ui), None);
        ui.report(&summary.plain());
        return Exit::Success;
    }
    // The run takes a moment, in which the questions are read.
    thread::scope(|scope| {
        let sailing = scope.spawn(|| Voyage::sail(ui));
        let predicted = stage::ask(ui);
        let voyage = sailing.join().expect("the example runs");
        stage::show(ui, &voyage, predicted)
    })
}
