//! An emulator as a container.

use std::collections::HashMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::process::{Command, Stdio};

use testcontainers::bollard::models::{HostConfig, PortBinding};
use testcontainers::core::IntoContainerPort;
use testcontainers::runners::AsyncRunner;
use testcontainers::{ContainerAsync, GenericImage, ImageExt};
use tokio::runtime::Runtime;

use super::table::Emulator;
use super::{START, wait};
use crate::docker::{docker, engine_answers};

/// A container that answers.
pub(super) struct Running {
    runtime: Runtime,
    container: Option<ContainerAsync<GenericImage>>,
    address: SocketAddr,
}

impl std::fmt::Debug for Running {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "container at {}", self.address)
    }
}

/// An image that the engine has: the one that the variable names, the one that was built here before, the table's from
/// its registry, or, where no registry answers, one that `image.sh` builds on the spot.
fn image(emulator: &Emulator) -> Result<(String, String), String> {
    let named = std::env::var(emulator.image_variable).unwrap_or_default();
    if !named.is_empty() {
        return Ok(split(&named));
    }
    let built = format!("paperboat-{}:{}", emulator.name, emulator.version);
    if docker(&["image", "inspect", &built]).status.success() {
        return Ok(split(&built));
    }
    let (name, tag) = emulator.image;
    if docker(&["pull", &format!("{name}:{tag}")]).status.success() {
        return Ok((name.to_owned(), tag.to_owned()));
    }
    let mut build = Command::new("bash");
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/emulators/image.sh");
    let build = build.args([script, emulator.name]).stdin(Stdio::null());
    let built = build.output().map_err(|e| format!("{script}: {e}"))?;
    if !built.status.success() {
        let said = String::from_utf8_lossy(&built.stderr);
        return Err(format!(
            "{name}:{tag} cannot be pulled, and {script} failed:\n{said}"
        ));
    }
    Ok(split(String::from_utf8_lossy(&built.stdout).trim()))
}

/// Splits a reference into name and tag.
fn split(reference: &str) -> (String, String) {
    match reference.rsplit_once(':') {
        // A colon before a slash belongs to a registry's port.
        Some((name, tag)) if !tag.contains('/') => (name.to_owned(), tag.to_owned()),
        _ => (reference.to_owned(), "latest".to_owned()),
    }
}

/// Starts an emulator on a free port of the loopback address and waits for it.
pub(super) fn start(emulator: &Emulator) -> Result<Running, String> {
    if !engine_answers() {
        return Err("no Docker engine answers".to_owned());
    }
    let runtime = Runtime::new().map_err(|e| e.to_string())?;
    let (name, tag) = image(emulator)?;
    let port = emulator.container_port;
    let mut request = GenericImage::new(&name, &tag)
        .with_exposed_port(port.tcp())
        .with_container_name(format!(
            "paperboat-{}-{}",
            emulator.name,
            std::process::id()
        ))
        .with_startup_timeout(START)
        .with_host_config_modifier(move |host: &mut HostConfig| on_loopback(host, port));
    for (variable, value) in emulator.container_variables {
        request = request.with_env_var(*variable, *value);
    }
    let started = runtime.block_on(async {
        let container = request.start().await?;
        let port = container.get_host_port_ipv4(port.tcp()).await?;
        Ok::<_, testcontainers::TestcontainersError>((container, port))
    });
    let (container, port) = started.map_err(|e| format!("{name}:{tag}: {e}"))?;
    let running = Running {
        runtime,
        container: Some(container),
        address: SocketAddr::from((Ipv4Addr::LOCALHOST, port)),
    };
    wait(running.address, START)?;
    Ok(running)
}

fn on_loopback(host: &mut HostConfig, port: u16) {
    let binding = PortBinding {
        host_ip: Some(Ipv4Addr::LOCALHOST.to_string()),
        host_port: None,
    };
    host.publish_all_ports = Some(false);
    host.port_bindings = Some(HashMap::from([(
        format!("{port}/tcp"),
        Some(vec![binding]),
    )]));
}

impl Running {
    pub(super) fn address(&self) -> SocketAddr {
        self.address
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if let Some(container) = self.container.take() {
            if let Err(e) = self.runtime.block_on(container.rm()) {
                eprintln!("a container of an emulator is left: {e}");
            }
        }
    }
}
