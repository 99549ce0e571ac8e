//! On which processors an application can run.

use super::App;
use crate::facts::Architecture;

/// Whether a service runs on a processor: by its `platform`, or else by what its image is built for. Of an image of
/// which nothing is known both are hoped.
fn runs_on(app: &App, service: &str, architecture: Architecture) -> bool {
    let word = architecture.docker_word();
    let stated = app.project.services.get(service);
    if let Some(platform) = stated.and_then(|s| s.platform.as_deref()) {
        // `linux/arm64/v8`; a system alone leaves the processor open
        if let Some(processor) = platform.split('/').nth(1) {
            return processor == word;
        }
    }
    let built = app.profiles.get(service).map(|p| &p.architectures);
    built.is_none_or(|b| b.is_empty() || b.iter().any(|a| a == word))
}

/// The processor of the one machine that holds all services: Graviton when every service runs on it and one of them on
/// nothing else, or else x86.
pub(crate) fn machine(app: &App) -> Architecture {
    let all = |architecture| {
        let mut services = app.project.services.keys();
        services.all(|service| runs_on(app, service, architecture))
    };
    if all(Architecture::Arm64) && !all(Architecture::X86_64) {
        Architecture::Arm64
    } else {
        Architecture::X86_64
    }
}

/// The processor of a service's tasks: Graviton when it runs on nothing else, or else x86.
pub(crate) fn task(app: &App, service: &str) -> Architecture {
    if runs_on(app, service, Architecture::X86_64) || !runs_on(app, service, Architecture::Arm64) {
        Architecture::X86_64
    } else {
        Architecture::Arm64
    }
}
