//! Secrets and configs that a program reads as files: a first container writes them where the program looks.

use std::collections::BTreeMap;

use super::definition::{Parts, logs};
use super::secrets::{content, of_file};
use crate::app::service::FileMount;
use crate::aws::ecs::{
    ContainerCondition, ContainerDefinition, ContainerDependency, KeyValuePair, MountPoint,
    RegisterTaskDefinition, Secret, Volume,
};
use crate::strategy::App;
use crate::strategy::app::SHELL_IMAGE;
use crate::strategy::mounts::{TaskMount, contents, in_task};

/// The name of the container that writes files.
const WRITER: &str = "write-files";

/// A file that a service finds in its container.
struct File {
    folder: String,
    name: String,
    /// What `valueFrom` names, or its content.
    source: Result<String, String>,
}

/// Adds the writer with its volumes, when the service reads such files.
pub(super) fn add(
    app: &App,
    service: &str,
    parts: &Parts,
    main: &mut ContainerDefinition,
    definition: &mut RegisterTaskDefinition,
) {
    let files = wanted(app, service, parts);
    if files.is_empty() {
        return;
    }
    let mut writer = ContainerDefinition {
        name: WRITER.to_owned(),
        image: SHELL_IMAGE.to_owned(),
        essential: Some(false),
        log_configuration: Some(logs(app, service, &parts.region)),
        ..ContainerDefinition::default()
    };
    let mut folders: BTreeMap<&str, String> = BTreeMap::new();
    let mut script = Vec::new();
    for (n, file) in files.iter().enumerate() {
        let count = folders.len();
        let volume = folders
            .entry(&file.folder)
            .or_insert_with(|| format!("files-{count}"));
        let variable = format!("FILE_{n}");
        script.push(format!(
            "printf %s \"${variable}\" > \"/{volume}/{}\"",
            file.name
        ));
        match &file.source {
            Ok(secret) => writer.secrets.push(Secret {
                name: variable,
                value_from: secret.clone(),
            }),
            Err(content) => writer.environment.push(KeyValuePair {
                name: variable,
                value: content.clone(),
            }),
        }
    }
    writer.command = vec!["sh".to_owned(), "-c".to_owned(), script.join(" && ")];
    for (folder, volume) in folders {
        definition.volumes.push(Volume {
            name: volume.clone(),
            ..Volume::default()
        });
        writer
            .mount_points
            .push(mount(&volume, format!("/{volume}"), false));
        main.mount_points
            .push(mount(&volume, folder.to_owned(), true));
    }
    main.depends_on.push(ContainerDependency {
        container_name: WRITER.to_owned(),
        condition: ContainerCondition::Success,
    });
    definition.container_definitions.push(writer);
}

fn mount(volume: &str, path: String, read_only: bool) -> MountPoint {
    MountPoint {
        source_volume: volume.to_owned(),
        container_path: path,
        read_only,
    }
}

/// The files of a service, with where their content comes from. What nobody gave has no file.
fn wanted(app: &App, service: &str, parts: &Parts) -> Vec<File> {
    let stated = &app.project.services[service];
    let secret = |mount: &FileMount| {
        let arn = parts.secrets.get(&of_file(app, &mount.source))?;
        Some(file(mount, "/run/secrets/", Ok(arn.clone())))
    };
    let config = |mount: &FileMount| {
        let text = content(app, app.project.configs.get(&mount.source)?)?;
        Some(file(mount, "/", Err(text)))
    };
    let secrets = stated.secrets.iter().filter_map(secret);
    let binds = stated
        .volumes
        .iter()
        .filter(|m| in_task(app, service, m) == TaskMount::Written);
    let mounted = binds
        .flat_map(|m| contents(app, m))
        .map(|(path, text)| at(&path, Err(text)));
    secrets
        .chain(stated.configs.iter().filter_map(config))
        .chain(mounted)
        .collect()
}

fn file(mount: &FileMount, folder: &str, source: Result<String, String>) -> File {
    let target = mount.target.as_deref().unwrap_or(&mount.source);
    let path = if target.starts_with('/') {
        target.to_owned()
    } else {
        format!("{folder}{target}")
    };
    at(&path, source)
}

/// A file at a path.
fn at(path: &str, source: Result<String, String>) -> File {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    File {
        folder: if folder.is_empty() { "/" } else { folder }.to_owned(),
        name: name.to_owned(),
        source,
    }
}
