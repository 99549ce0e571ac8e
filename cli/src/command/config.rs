//! `paperboat config`: the resolved model, in the shape of `docker compose config`.

use paperboat_core::app::render::{render_json, render_yaml};

use crate::args::{self, Format};
use crate::exit::Exit;
use crate::load::load;
use crate::ui::Ui;

/// Prints the resolved model.
pub fn config(ui: &Ui, args: &args::Config) -> Exit {
    let resolved = match load(ui, &args.app) {
        Ok((resolved, _)) => resolved,
        Err(exit) => return exit,
    };
    let json = ui.json || args.format == Format::Json;
    ui.raw(&if json {
        render_json(&resolved)
    } else {
        render_yaml(&resolved)
    });
    Exit::Success
}
