//! From arguments to an application.

use paperboat_core::app::diagnostic::Diagnostic;
use paperboat_core::app::files::{Role, SourceFile};
use paperboat_core::app::load::{Load, Resolved};
use paperboat_core::app::mounts;

use crate::args::AppArgs;
use crate::diagnostic::{refusal, render};
use crate::disk::Disk;
use crate::exit::Exit;
use crate::ui::Ui;

/// Reads the application that the arguments name, as `docker compose` would, and says what is wrong with it.
///
/// # Errors
/// The exit code, after the findings were shown.
pub fn load(ui: &Ui, args: &AppArgs) -> Result<(Resolved, Load), Exit> {
    let options = options(args);
    match options.read(&Disk) {
        Ok(mut resolved) => {
            mounts::read(&mut resolved, &Disk);
            show(ui, &resolved.warnings, &resolved.files);
            Ok((resolved, options))
        }
        Err(refused) => {
            if ui.json {
                ui.json(&refusal(&ui.text, &refused.diagnostics, &refused.files));
            } else {
                show(ui, &refused.diagnostics, &refused.files);
            }
            Err(Exit::Usage)
        }
    }
}

/// Reads the application that the arguments name, and refuses one in which there is nothing to deploy.
///
/// # Errors
/// As [`load`].
pub fn load_app(ui: &Ui, args: &AppArgs) -> Result<(Resolved, Load), Exit> {
    let (resolved, options) = load(ui, args)?;
    if resolved.project.services.is_empty() {
        let name = resolved.project.name.as_str();
        let read = resolved.files.iter();
        let read = read.filter(|file| matches!(file.role, Role::Compose | Role::Include));
        let files: Vec<&str> = read.map(|file| file.path.as_str()).collect();
        let arguments = [("name", name), ("files", &files.join(", "))];
        return Err(ui.fail(Exit::Usage, "app-empty", &arguments));
    }
    Ok((resolved, options))
}

fn show(ui: &Ui, found: &[Diagnostic], files: &[SourceFile]) {
    if !found.is_empty() {
        ui.err(&render(&ui.text, found, files, ui.colour_err()));
    }
}

fn options(args: &AppArgs) -> Load {
    let here = std::env::current_dir()
        .map_or_else(|_| "/".to_owned(), |p| p.to_string_lossy().into_owned());
    let files = args.positional.iter().chain(&args.files).cloned().collect();
    Load {
        working_directory: here,
        files,
        project_directory: args.project_directory.clone(),
        env_files: args.env_file.clone(),
        profiles: args.profile.clone(),
        project_name: args.project_name.clone(),
        environment: std::env::vars_os()
            .filter_map(|(k, v)| Some((k.into_string().ok()?, v.into_string().ok()?)))
            .collect(),
    }
}
