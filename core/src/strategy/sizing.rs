//! How big a machine or a task must be.

use std::collections::BTreeMap;

use super::App;
use crate::app::duration::ComposeDuration;
use crate::app::service::Healthcheck;
use crate::facts::{Architecture, FargateSize, InstanceType};
use crate::workload::Profile;

/// Memory that the operating system and Docker need for themselves, in MiB (own estimate for Amazon Linux 2023;
/// the model's `host.os_memory_mib` and `host.docker_memory_mib` are what a simulated machine uses).
const HOST_RESERVE_MIB: u64 = 300;
/// Memory above what a program needs at rest, in percent (own choice).
const MARGIN_PERCENT: u64 = 25;
/// What the Service Connect proxy needs beside each task, in MiB (Amazon ECS developer guide: at least 64 MiB).
const PROXY_MIB: u64 = 64;
/// Seconds of CPU-bound boot from which a task gets half a vCPU instead of a quarter (own choice).
const LONG_BOOT_S: f64 = 4.0;

/// What a machine must have to hold a whole application.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HostNeed {
    /// MiB.
    pub memory_mib: u64,
    /// GiB of root disk.
    pub disk_gib: u32,
}

/// Adds up what a machine needs. With headroom: room for the new version beside the old one, and for a second
/// replica of each public service.
#[must_use]
pub fn host_need(app: &App, headroom: bool) -> HostNeed {
    let mut memory = HOST_RESERVE_MIB;
    let mut disk = 0;
    let public = app.entrances();
    for (name, service) in &app.project.services {
        let profile = &app.profiles[name];
        let copies = u64::from(service.replicas());
        let one = with_margin(profile.memory_mib);
        memory += one * copies;
        disk += profile.disk_bytes;
        if headroom && public.iter().any(|e| e.service == *name) {
            memory += one;
        }
        if headroom && app.is_released(name) {
            disk += profile.disk_bytes;
        }
    }
    // The operating system, Docker, logs and data: at least the 8 GiB of the AMI.
    let gib = (disk >> 30) + 8;
    HostNeed {
        memory_mib: memory,
        disk_gib: u32::try_from(gib).unwrap_or(u32::MAX),
    }
}

/// The cheapest instance type that holds a need; none when no listed type does.
///
/// T3 only up to its largest size, because that is what tutorials and the free tier use; then any family.
#[must_use]
pub fn instance_for(need: HostNeed, architecture: Architecture) -> Option<&'static InstanceType> {
    let fits =
        |t: &&InstanceType| t.architecture == architecture && t.memory_mib >= need.memory_mib;
    let family = if architecture == Architecture::Arm64 {
        "t4g."
    } else {
        "t3."
    };
    let first = InstanceType::all()
        .iter()
        .filter(fits)
        .filter(|t| t.name.starts_with(family))
        .min_by_key(|t| t.hourly);
    first.or_else(|| InstanceType::holding(architecture, 1, need.memory_mib))
}

/// The cheapest instance type of one vCPU that holds a need; none when no such type does. Every T3 has two.
#[must_use]
pub(super) fn single_for(
    need: HostNeed,
    architecture: Architecture,
) -> Option<&'static InstanceType> {
    let fits = |t: &&InstanceType| {
        t.vcpu == 1 && t.architecture == architecture && t.memory_mib >= need.memory_mib
    };
    let single = InstanceType::all().iter().filter(fits);
    single.min_by_key(|t| t.hourly)
}

/// The cheapest instance type that holds an application with at least so many copies of some services; none when no
/// listed type does. A service that is not the application's is passed over.
#[must_use]
pub fn instance_with(
    app: &App,
    copies: &BTreeMap<String, u32>,
    headroom: bool,
) -> Option<&'static InstanceType> {
    let mut need = host_need(app, headroom);
    for (name, copies) in copies {
        let (Some(service), Some(profile)) =
            (app.project.services.get(name), app.profiles.get(name))
        else {
            continue;
        };
        let more = copies.saturating_sub(service.replicas());
        need.memory_mib += with_margin(profile.memory_mib) * u64::from(more);
    }
    instance_for(need, super::architecture::machine(app))
}

/// What a task must have.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FargateNeed {
    /// Units of 1/1024 vCPU.
    pub cpu: u32,
    /// MiB.
    pub memory_mib: u64,
}

/// What a service's task needs: its program with a margin, its own limits, and the Service Connect proxy.
#[must_use]
pub fn fargate_need(app: &App, service: &str) -> FargateNeed {
    let profile = &app.profiles[service];
    let stated = &app.project.services[service];
    let limit = stated
        .memory_limit()
        .map_or(0, |b| u64::try_from(b.0).unwrap_or_default() >> 20);
    let long = profile.boot_s * profile.cpu_boot_share > LONG_BOOT_S;
    let wanted = stated.cpu_limit().map_or(0, |cpus| (cpus * 1_024.0) as u32);
    let job = |name: &String| app.is_job(name).then(|| app.profiles.get(name)).flatten();
    let before = stated
        .depends_on
        .keys()
        .filter_map(job)
        .map(|p| with_margin(p.memory_mib))
        .max();
    let program = with_margin(profile.memory_mib)
        .max(limit)
        .max(before.unwrap_or_default());
    FargateNeed {
        cpu: wanted.max(if long { 512 } else { 256 }),
        memory_mib: program + PROXY_MIB,
    }
}

/// The smallest size of a Fargate task that holds a service; none when no size does.
#[must_use]
pub fn fargate_size(app: &App, service: &str) -> Option<&'static FargateSize> {
    let need = fargate_need(app, service);
    FargateSize::holding(need.cpu, u32::try_from(need.memory_mib).ok()?)
}

/// Seconds from start to ready with this much CPU.
pub(super) fn boot_seconds(profile: &Profile, vcpus: f64) -> f64 {
    let bound = profile.boot_s * profile.cpu_boot_share;
    profile.boot_s - bound + bound / vcpus.clamp(0.05, 1.0)
}

/// The seconds that a health check gives a program before it calls it unhealthy: Docker's interval is 30 s and its
/// retries are 3 when nothing is said (Docker's reference, `HEALTHCHECK`).
pub(crate) fn patience_seconds(check: &Healthcheck) -> f64 {
    let seconds = |time: Option<ComposeDuration>| time.map(|t| t.to_std().as_secs_f64());
    let retries = check.retries.filter(|n| *n > 0).unwrap_or(3);
    seconds(check.start_period).unwrap_or(0.0)
        + seconds(check.interval).filter(|s| *s > 0.0).unwrap_or(30.0) * retries as f64
}

/// The start period that the careful way gives a health check which has none and would give up before the program can
/// be ready: in whole tens of seconds, with room as a task gets it.
#[must_use]
pub fn adds_start_period(app: &App, name: &str) -> Option<u32> {
    let check = app.project.services.get(name)?.healthcheck.as_ref()?;
    let bare = !check.is_disabled() && !check.test.is_empty() && check.start_period.is_none();
    let wanted = app.profiles[name].boot_s * BOOT_ROOM;
    (bare && wanted > patience_seconds(check)).then_some(((wanted / 10.0) as u32 + 1) * 10)
}

/// How many times the expected boot a check waits: programs that start beside each other share the processors (own
/// choice).
const BOOT_ROOM: f64 = 4.0;

fn with_margin(mib: u64) -> u64 {
    mib + mib * MARGIN_PERCENT / 100
}
