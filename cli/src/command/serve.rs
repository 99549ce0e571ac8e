//! `paperboat serve`: a simulated account on an AWS-compatible endpoint; `paperboat env`: what a shell must export for it.

use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;

use paperboat_serve::REGION;
use paperboat_serve::server::{Served, run};
use paperboat_serve::state::State;
use paperboat_serve::worlds::{Birth, Worlds};
use serde_json::json;

use crate::args::{self, Shell};
use crate::exit::Exit;
use crate::settings::{model, overrides};
use crate::ui::Ui;

/// Serves until the program is ended.
pub fn serve(ui: &Ui, args: &args::Serve) -> Exit {
    match try_serve(ui, args) {
        Ok(exit) | Err(exit) => exit,
    }
}

fn try_serve(ui: &Ui, args: &args::Serve) -> Result<Exit, Exit> {
    if !args.address.is_loopback() && !args.expose {
        let address = args.address.to_string();
        return Err(ui.fail(Exit::Usage, "serve-exposed", &[("address", &address)]));
    }
    let model = model(ui, &args.world)?;
    let wanted = SocketAddr::new(args.address, args.port);
    let closed = |error: &std::io::Error| {
        let said = [
            ("address", wanted.to_string()),
            ("reason", error.to_string()),
        ];
        ui.fail(
            Exit::Io,
            "serve-closed",
            &said.each_ref().map(|(k, v)| (*k, v.as_str())),
        )
    };
    let listener = TcpListener::bind(wanted).map_err(|error| closed(&error))?;
    let at = listener.local_addr().map_err(|error| closed(&error))?;
    let birth = Birth {
        seed: args.world.seed,
        model: Arc::new(model),
        images: Vec::new(),
    };
    let served = match &args.state {
        None => Served::new(Worlds::new(birth, args.clock)),
        Some(path) => {
            let overrides = overrides(ui, &args.world)?;
            let opened = State::open(path, &birth, args.clock, &overrides);
            let (state, worlds) = opened.map_err(|error| {
                let (path, reason) = (path.display().to_string(), error.to_string());
                let said = [("path", path.as_str()), ("reason", &reason)];
                ui.fail(Exit::Io, "serve-state", &said)
            })?;
            Served::kept(worlds, state)
        }
    };
    let served = served.with_doors();
    if ui.json {
        let endpoint = format!("http://{at}");
        ui.json(&json!({ "endpoint": endpoint, "region": REGION, "seed": args.world.seed }));
    } else {
        let kept = args.state.as_deref();
        let said = [
            ("endpoint", format!("http://{at}")),
            ("port", at.port().to_string()),
            (
                "path",
                kept.map_or_else(String::new, |path| path.display().to_string()),
            ),
        ];
        let key = kept.map_or("serve-begun", |_| "serve-begun-kept");
        ui.out(
            &ui.text
                .with(key, &said.each_ref().map(|(k, v)| (*k, v.as_str()))),
        );
    }
    run(listener, served).map_err(|error| closed(&error))?;
    Ok(Exit::Success)
}

/// The variables that AWS's tools read. Signatures are not verified, so the keys are any.
fn variables(port: u16) -> [(&'static str, String); 4] {
    [
        ("AWS_ENDPOINT_URL", format!("http://127.0.0.1:{port}")),
        ("AWS_ACCESS_KEY_ID", "paperboat".to_owned()),
        ("AWS_SECRET_ACCESS_KEY", "paperboat".to_owned()),
        ("AWS_DEFAULT_REGION", REGION.to_owned()),
    ]
}

/// Prints what a shell must be told.
pub fn env(ui: &Ui, args: &args::Env) -> Exit {
    let variables = variables(args.port);
    if ui.json {
        let all = variables.map(|(name, value)| (name.to_owned(), value.into()));
        ui.json(&serde_json::Map::from_iter(all));
        return Exit::Success;
    }
    for (name, value) in variables {
        ui.raw(&match args.shell {
            Shell::Bash => format!("export {name}={value}"),
            Shell::Fish => format!("set -gx {name} {value}"),
            Shell::PowerShell => format!("$env:{name} = '{value}'"),
        });
    }
    Exit::Success
}
