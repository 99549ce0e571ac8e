//! From arguments to an application.

use paperboat_core::app::{self, Load, Refused, Resolved};

use crate::args::AppArgs;
use crate::disk::Disk;

/// Reads the application that the arguments name, as `docker compose` would.
///
/// # Errors
/// What the reader refuses, with all findings.
pub fn load(args: &AppArgs) -> Result<Resolved, Refused> {
    app::load(&Disk, &options(args))
}

fn options(args: &AppArgs) -> Load {
    let here = std::env::current_dir().map_or_else(|_| "/".to_owned(), |p| p.to_string_lossy().into_owned());
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
