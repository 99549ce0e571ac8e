//! Instructions that say something of an image and run nothing: in a Dockerfile, and with `docker commit --change`.

use paperboat_core::workload::ImageConfig;

use super::dockerfile::{Instruction, instruction};
use crate::container;
use crate::host::docker::cli::run;

/// The instructions that `--change` takes (moby, `builder/dockerfile`, `validCommitCommands`).
const CHANGES: [&str; 11] = [
    "CMD",
    "ENTRYPOINT",
    "HEALTHCHECK",
    "ENV",
    "EXPOSE",
    "LABEL",
    "ONBUILD",
    "STOPSIGNAL",
    "USER",
    "VOLUME",
    "WORKDIR",
];

/// Carries an instruction out on what an image says of itself; false for one that does more than that. `fill` puts the
/// values of variables into a text.
pub(super) fn declare(
    config: &mut ImageConfig,
    instruction: &Instruction,
    fill: impl Fn(&String) -> String,
) -> bool {
    match instruction {
        Instruction::Env(pairs) => {
            for (name, value) in pairs {
                config.set_variable(name, &fill(value));
            }
        }
        Instruction::Expose(ports) => {
            for port in ports.iter().map(fill) {
                let whole = if port.contains('/') {
                    port
                } else {
                    format!("{port}/tcp")
                };
                if !config.exposes.contains(&whole) {
                    config.exposes.push(whole);
                }
            }
        }
        Instruction::Cmd(words) => config.command.clone_from(words),
        Instruction::Entrypoint(words) => {
            config.entrypoint.clone_from(words);
            // The command of the image that it stands on belonged to the entry point of that.
            config.command.clear();
        }
        Instruction::Workdir(path) => {
            let folder = folder(config);
            config.working_dir = container::absolute(&folder, &fill(path));
        }
        Instruction::User(user) => config.user = fill(user),
        Instruction::Label(pairs) => {
            let filled = pairs.iter().map(|(k, v)| (k.clone(), fill(v)));
            config.labels.extend(filled);
        }
        Instruction::Healthcheck(check) => config.healthcheck = Some(check.clone()),
        Instruction::Volume(paths) => {
            for path in paths.iter().map(fill) {
                if !config.volumes.contains(&path) {
                    config.volumes.push(path);
                }
            }
        }
        Instruction::StopSignal(signal) => config.stop_signal = fill(signal),
        Instruction::From { .. }
        | Instruction::Run(_)
        | Instruction::Copy { .. }
        | Instruction::Arg(..)
        | Instruction::NotModelled(_) => return false,
    }
    true
}

/// The folder in which an image's next instruction works.
pub(super) fn folder(config: &ImageConfig) -> String {
    match config.working_dir.as_str() {
        "" => "/".to_owned(),
        folder => folder.to_owned(),
    }
}

/// Carries out what `--change` says, each line an instruction.
///
/// # Errors
/// In the engine's words; by name, what is not modelled.
pub(in crate::host::docker) fn change(
    changes: &[String],
    config: &mut ImageConfig,
) -> Result<(), String> {
    if changes.is_empty() {
        return Ok(());
    }
    let lines = changes.iter().flat_map(|change| change.lines());
    let lines: Vec<&str> = lines.map(str::trim).filter(|l| !l.is_empty()).collect();
    if lines.is_empty() {
        return Err("file with no instructions".to_owned());
    }
    for line in &lines {
        let name = line.split_whitespace().next().unwrap_or_default();
        let name = name.to_ascii_uppercase();
        if !CHANGES.contains(&name.as_str()) {
            return Err(format!("{name} is not a valid change command"));
        }
    }
    // The command that is given goes with the entry point that is given, in whatever order both are.
    let mut command = None;
    for line in lines {
        let read = instruction(line)?;
        if let Instruction::NotModelled(what) = read {
            return Err(format!("paperboat: not modelled: --change {what}"));
        }
        if let Instruction::Expose(ports) = &read {
            for port in ports {
                run::exposed(port).ok_or_else(|| format!("Invalid containerPort: {port}"))?;
            }
        }
        declare(config, &read, String::clone);
        if let Instruction::Cmd(words) = read {
            command = Some(words);
        }
    }
    if let Some(words) = command {
        config.command = words;
    }
    Ok(())
}
