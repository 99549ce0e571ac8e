//! Faults: what happens to a deployment from outside, as data.
//!
//! A fault says what strikes; what follows from it is nobody's script. Two deployments under one seed meet the same
//! faults: which service, machine or zone is hit when none is named is drawn by seed, fault and occurrence.

mod row;
mod short;

use serde::{Deserialize, Serialize};

use crate::app::duration::ComposeDuration;
use crate::app::nearest::nearest;

pub use row::{FaultError, Row};
pub use short::Disk;

use row::Value;

/// Declares the faults: for each its documentation, its name, and its parameters.
macro_rules! faults {
    ($($(#[doc = $doc:literal])+ $name:literal $variant:ident { $($field:ident: $type:ty),* })+) => {
        /// Something that happens to a deployment from outside.
        ///
        /// Every parameter may be left out. Whom it hits is drawn then; how long it lasts, and how strong it is, are rows
        /// of the model.
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
        #[serde(tag = "name", rename_all = "kebab-case", deny_unknown_fields)]
        pub enum Fault {
            $($(#[doc = $doc])+ $variant {
                $(
                    #[doc = "See the fault."]
                    #[serde(default, skip_serializing_if = "Option::is_none")]
                    $field: Option<$type>,
                )*
            },)+
        }

        impl Fault {
            /// Every fault: its name and its parameters, in the order in which they are explained.
            pub const ALL: &'static [Row] = &[
                $(Row { name: $name, parameters: &[$(stringify!($field)),*] },)+
            ];

            /// Its name, which is its key in catalogues too.
            #[must_use]
            pub fn name(&self) -> &'static str {
                match self {
                    $(Self::$variant { .. } => $name,)+
                }
            }

            /// The fault of this name, all of its parameters left out.
            fn bare(name: &str) -> Option<Self> {
                match name {
                    $($name => Some(Self::$variant { $($field: None),* }),)+
                    _ => None,
                }
            }

            /// The parameters that it has, in short form.
            #[must_use]
            pub fn parameters(&self) -> Vec<(&'static str, String)> {
                let mut given: Vec<(&'static str, String)> = Vec::new();
                match self {
                    $(Self::$variant { $($field),* } => {
                        $(given.extend($field.as_ref().map(|v| (stringify!($field), v.write())));)*
                    })+
                }
                given
            }

            /// Sets a parameter; false when it has none of this name.
            fn set(&mut self, parameter: &str, text: &str) -> Result<bool, String> {
                match self {
                    $(Self::$variant { $($field),* } => {
                        $(if parameter == stringify!($field) {
                            *$field = Some(<$type as Value>::read(text)?);
                            return Ok(true);
                        })*
                    })+
                }
                Ok(false)
            }
        }
    };
}

faults! {
    /// The program of one container of a service ends with a segmentation fault (exit code 139).
    ///
    /// EC2: Docker starts it again when its restart policy says so, after a back-off of 100 ms that doubles. Fargate: an
    /// essential container has exited, the task stops, and the service's scheduler starts another task elsewhere.
    "process-crash" ProcessCrash { service: String }
    /// A container of a service takes more memory than there is, and the kernel kills (exit code 137).
    ///
    /// A container with a limit is killed itself. Without one the whole machine, or task, runs full, and the kernel kills
    /// whatever is biggest there. What follows is as in a crash; ECS says `OutOfMemoryError`.
    "out-of-memory" OutOfMemory { service: String }
    /// An instance's operating system boots again, in order. The addresses stay.
    ///
    /// EC2: what comes back is what systemd starts (the Docker engine, when its unit is enabled) and what a restart policy
    /// brings back. Fargate has no host of one's own: it misses.
    "host-reboot" HostReboot {}
    /// An instance is lost for good, and its root disk with it: it is terminated, with `Server.InternalError`.
    ///
    /// EC2: nothing replaces it by itself; an Elastic IP and snapshots are left. An EBS volume fails once in 500 to 1,000
    /// years of service (EC2 guide, EBS volume types). Fargate: no instance is there, it misses.
    "instance-dies" InstanceDies {}
    /// The hardware under an instance fails: its system status check is impaired, and EC2 recovers it on other hardware.
    ///
    /// EC2: simplified automatic recovery is on by default; id, addresses and volumes stay, memory is lost (EC2 guide,
    /// "Recover your instance"). Then it is as after a reboot. Fargate: it misses.
    "system-check-failed" SystemCheckFailed {}
    /// AWS retires the platform revision on which all tasks run.
    ///
    /// Fargate: the scheduler replaces tasks within the service's minimum and maximum, by default a new one before an old one
    /// stops (ECS guide, "Task retirement and maintenance"); standalone tasks are stopped. EC2: it misses.
    "task-retirement" TaskRetirement {}
    /// What the provider does to what one has: on EC2 a scheduled reboot of the instance, on Fargate a task retirement.
    "maintenance" Maintenance {}
    /// The hardware under what one has fails: on EC2 as `system-check-failed`, on Fargate one task is lost with its host.
    ///
    /// Fargate: ECS learns of it from health checks, or else when it has not heard of the host for long.
    "host-dies" HostDies {}
    /// EC2 or Fargate takes Spot capacity back, two minutes after a notice. It always misses: Spot capacity is not modelled.
    "spot-reclaim" SpotReclaim {}
    /// A zone loses its power, and gets it back after a while.
    ///
    /// EC2: its instances are off, and boot when the power is back (events of 2012-06-14, 2021-12-22 and 2022-07-28); until
    /// then nothing is launched there (`InsufficientInstanceCapacity`). Fargate: its tasks are lost; ECS replaces them in
    /// other zones as it learns of it. Not modelled: users who still ask the load balancer's node in that zone.
    "zone-outage" ZoneOutage { zone: String, lasts: ComposeDuration }
    /// Docker Hub answers `429 Too Many Requests` to everybody without a login: the limit of the address is used up.
    "registry-rate-limit" RegistryRateLimit { lasts: ComposeDuration }
    /// No registry outside AWS answers: pulls fail; what runs, runs on. The account's own registry (ECR) goes on.
    "registry-outage" RegistryOutage { lasts: ComposeDuration }
    /// Pulls that begin now take so many times longer for their bytes; those under way go on as they began.
    "slow-network" SlowNetwork { factor: f64, lasts: ComposeDuration }
    /// Somebody takes a port out of the rules of every security group, and puts it back after a while.
    "security-group-closed" SecurityGroupClosed { port: u16, lasts: ComposeDuration }
    /// The next version of a service listens on the loopback address of its container only.
    ///
    /// A check inside the container passes, and nobody outside is answered.
    "bound-to-localhost" BoundToLocalhost { service: String }
    /// From now on the program of a service takes so many times longer to start.
    "slow-start" SlowStart { service: String, factor: f64 }
    /// An instance's disk is full of old images or of logs.
    ///
    /// EC2: nothing can be pulled or written there until somebody makes room; what runs, runs on. Not modelled: programs that
    /// end because they cannot write to their volumes. Fargate: it misses, because a task's storage goes with it.
    "disk-full" DiskFull { what: Disk }
    /// The value of a variable that holds a secret is no longer accepted by whoever checks it.
    ///
    /// What runs has logged in already. Each program but a database that starts with that value ends, until it gets another
    /// one. The parameter names the variable.
    "expired-secret" ExpiredSecret { secret: String }
    /// Others in the account use up its vCPU quotas: what runs keeps its room, and nothing more gets any.
    ///
    /// EC2: `VcpuLimitExceeded`. Fargate: a rolling update that starts new tasks first finds no room for them; a task that was
    /// lost has left its own room to its replacement.
    "quota-reached" QuotaReached {}
    /// AWS refuses a part of all calls for their rate (`RequestLimitExceeded`, `ThrottlingException`); the part is a row of the
    /// model. What runs does not notice. Not modelled: that ECS's own scheduler is throttled.
    "api-throttled" ApiThrottled { lasts: ComposeDuration }
    /// A database does not answer, though it runs: what needs it cannot answer either, and what starts ends.
    "database-down" DatabaseDown { service: String, lasts: ComposeDuration }
    /// The next version of a service is in no registry: its tag was never pushed.
    "image-missing" ImageMissing { service: String }
    /// The next version of a service ends at its start.
    "image-crashes" ImageCrashes { service: String }
}

impl Fault {
    /// The fault of a name, with parameters by name.
    ///
    /// # Errors
    /// An unknown name or parameter, with the nearest known one; a value that its parameter cannot have.
    pub fn of<'a>(
        name: &str,
        parameters: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Result<Self, FaultError> {
        let row = Self::ALL.iter().find(|row| row.name == name);
        let (Some(row), Some(mut fault)) = (row, Self::bare(name)) else {
            let names = Self::ALL.iter().map(|row| row.name);
            return Err(FaultError::Unknown {
                name: name.to_owned(),
                nearest: nearest(name, names).map(str::to_owned),
            });
        };
        for (key, text) in parameters {
            let set = fault.set(key, text).map_err(|reason| FaultError::Value {
                fault: row.name,
                parameter: key.to_owned(),
                value: text.to_owned(),
                reason,
            })?;
            if !set {
                return Err(FaultError::Parameter {
                    fault: row.name,
                    parameter: key.to_owned(),
                    nearest: nearest(key, row.parameters.iter().copied()).map(str::to_owned),
                    known: row.parameters,
                });
            }
        }
        Ok(fault)
    }

    /// Its row.
    ///
    /// # Panics
    /// Never: every fault has one.
    #[must_use]
    pub fn row(&self) -> &'static Row {
        let own = |row: &&Row| row.name == self.name();
        Self::ALL.iter().find(own).expect("every fault has a row")
    }
}
