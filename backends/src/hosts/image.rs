//! The image of a machine, built on the spot.

use std::path::Path;
use std::time::Duration;

use paperboat_core::loopback::mixed;
use tokio::process::Command;

use super::engine::{Engine, EngineError, finish};

/// The files that the image is made of; `build.sh` chooses what it stands on.
const FILES: [(&str, &str); 6] = [
    ("Dockerfile", include_str!("../../machine/Dockerfile")),
    ("build.sh", include_str!("../../machine/build.sh")),
    ("packages", include_str!("../../machine/packages")),
    (
        "paperboat-boot",
        include_str!("../../machine/paperboat-boot"),
    ),
    (
        "paperboat-boot.service",
        include_str!("../../machine/paperboat-boot.service"),
    ),
    ("sshd.conf", include_str!("../../machine/sshd.conf")),
];

/// The longest build: packages come over the person's line.
const PATIENCE: Duration = Duration::from_secs(1800);

/// The image's name and a tag that changes with its files.
pub(super) fn tag() -> String {
    let mut all = Vec::new();
    for (name, content) in FILES {
        all.extend_from_slice(name.as_bytes());
        all.extend_from_slice(content.as_bytes());
    }
    format!("paperboat-machine:{:016x}", mixed(&all))
}

/// Builds the image unless the engine has it, from files laid out in `state`; gives its name.
pub(super) async fn ensure(engine: &Engine, state: &Path) -> Result<String, EngineError> {
    let tag = tag();
    match engine
        .run(&["image", "inspect", "--format", "{{.Id}}", &tag])
        .await
    {
        Ok(_) => return Ok(tag),
        Err(error) if error.says("No such image") || error.says("image not known") => {}
        Err(error) => return Err(error),
    }
    let folder = state.join("machine");
    let lay_out = || {
        std::fs::create_dir_all(&folder)?;
        FILES
            .iter()
            .try_for_each(|(name, content)| std::fs::write(folder.join(name), content))
    };
    lay_out().map_err(|e| EngineError::Failed(folder.display().to_string(), e.to_string()))?;
    let mut build = Command::new("sh");
    build.arg(folder.join("build.sh")).arg(&tag);
    build.env("DOCKER", engine.program());
    finish(build, PATIENCE).await?;
    Ok(tag)
}
