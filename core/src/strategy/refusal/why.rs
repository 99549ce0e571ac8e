//! Every reason for which a way to deploy refuses an application.

use serde::{Deserialize, Serialize};

macro_rules! reasons {
    ($($(#[$doc:meta])* $name:ident: $reason:literal [$($arg:literal),*], $remedy:literal;)*) => {
        /// Why an application cannot be deployed in a way.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(rename_all = "kebab-case")]
        pub enum Why {
            $($(#[$doc])* $name,)*
        }

        impl Why {
            /// Every reason.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// The key of its sentence in the catalogues.
            #[must_use]
            pub fn reason(self) -> &'static str {
                match self {
                    $(Self::$name => $reason,)*
                }
            }

            /// The key of what can be done; its sentence takes the arguments of the reason.
            #[must_use]
            pub fn remedy(self) -> &'static str {
                match self {
                    $(Self::$name => $remedy,)*
                }
            }

            /// The names of the arguments of its sentence.
            #[must_use]
            pub fn arguments(self) -> &'static [&'static str] {
                match self {
                    $(Self::$name => &[$($arg),*],)*
                }
            }
        }
    };
}

reasons! {
    /// A port is to be published on an address that the instance does not have.
    AddressOther: "because-address-other" ["address"], "remedy-any-address";
    /// A service gives its clients an address of its own container.
    AdvertisedLocally: "because-advertised-locally" ["address", "service", "variable"], "remedy-advertise-name";
    /// The image exists for other processors only.
    Architecture: "because-architecture" ["has", "wants"], "remedy-multi-arch";
    /// Docker does not take the name that a container shall have.
    ContainerName: "because-container-name" ["name"], "remedy-container-name";
    /// Several copies of a program that keeps data would share one volume.
    DataShared: "because-data-shared" ["replicas"], "remedy-one-copy";
    /// The machine has no such device.
    DeviceMissing: "because-device-missing" ["device"], "remedy-other-machine";
    /// A required environment variable of a well-known image is not set: it ends at once.
    EnvironmentMissing: "because-environment-missing" ["image", "variables"], "remedy-set-environment";
    /// Only Swarm has secrets and configs that somebody else keeps.
    ExternalObject: "because-external-object" ["name"], "remedy-give-content";
    /// Fargate has no such thing, and the service is nothing without it.
    FargateLacks: "because-fargate-lacks" ["key"], "remedy-other-strategy";
    /// A command line has a flag that this version of the program no longer knows.
    FlagGone: "because-flag-gone" ["flag", "image"], "remedy-drop-flag";
    /// The same, of a flag in whose place another stands.
    FlagReplaced: "because-flag-replaced" ["flag", "image", "instead"], "remedy-replace-flag";
    /// A health check calls a program that the image does not have: the container never gets healthy.
    HealthTool: "because-health-tool" ["image", "tool"], "remedy-health-tool";
    /// A health check asks a port on which the program does not tell its health.
    HealthPort: "because-health-port" ["image", "port", "wanted"], "remedy-health-port";
    /// Others wait for a health check that gives up before the program can be ready.
    HealthSlow: "because-health-slow" ["boot", "patience"], "remedy-start-period-longer";
    /// Users' requests need a service whose profile is not enabled.
    HostLeftOut: "because-host-left-out" ["host"], "remedy-enable-profile";
    /// The services' containers share the machine's network, or one another's; tasks do not.
    HostNetwork: "because-host-network" ["mode"], "remedy-no-host-network";
    /// Several copies want one port of the machine.
    HostPortScaled: "because-host-port-scaled" ["port"], "remedy-scale-later";
    /// Two services want one port of the machine.
    HostPortTwice: "because-host-port-twice" ["port", "service"], "remedy-other-port";
    /// Nothing of the application has the name of something that a program needs.
    HostUnknown: "because-host-unknown" ["host"], "remedy-say-external";
    /// The registry no longer has the image under this name.
    ImageGone: "because-image-gone" ["image", "instead", "since"], "remedy-image-instead";
    /// Docker does not read it as the name of an image.
    ImageReference: "because-image-reference" ["image"], "remedy-image-reference";
    /// Others wait until a program completes that serves for ever.
    JobNeverEnds: "because-job-never-ends" ["image", "service"], "remedy-wait-healthy";
    /// Others wait until a program completes that Docker starts again each time.
    JobRestarts: "because-job-restarts" ["policy", "service"], "remedy-job-restart";
    /// No memory is left for the program under its own limit.
    LimitBelowNeed: "because-limit-below-need" ["image", "limit", "need"], "remedy-raise-limit";
    /// The load balancer has one listener for a port, and another service has it.
    ListenerTaken: "because-listener-taken" ["port", "service"], "remedy-other-port";
    /// A setting names the container itself where another service is meant.
    LocalhostMeant: "because-localhost-meant" ["service", "variable"], "remedy-service-name";
    /// A file that a task would write into a folder of its image: it would hide the others.
    MountHides: "because-mount-hides" ["target"], "remedy-build-in";
    /// A mount of a kind that neither strategy has.
    MountKind: "because-mount-kind" ["kind"], "remedy-name-volume";
    /// An image refuses to start with a volume at this path.
    MountPoint: "because-mount-point" ["image", "path", "wanted"], "remedy-mount-there";
    /// Files that do not fit into a task definition.
    MountTooLarge: "because-mount-too-large" ["source"], "remedy-build-in";
    /// A program needs a port on which the other service does not listen.
    NobodyListens: "because-nobody-listens" ["port", "ports", "service"], "remedy-one-port";
    /// A program ends while what it needs is still starting, and nothing starts it again.
    NobodyWaits: "because-nobody-waits" ["service"], "remedy-wait-or-restart";
    /// The load balancer has no certificate, and the only public port is that of HTTPS.
    NoCertificate: "because-no-certificate" ["port"], "remedy-publish-http";
    /// A secret or config has no content.
    NoContent: "because-no-content" ["name"], "remedy-give-content";
    /// There is no Docker engine whose socket could be mounted.
    NoDocker: "because-no-docker" [], "remedy-other-strategy";
    /// No GPU.
    NoGpu: "because-no-gpu" [], "remedy-other-machine";
    /// Tasks have no files of a host.
    NoHostFiles: "because-no-host-files" ["source"], "remedy-into-image";
    /// No instance type is large enough.
    NoInstance: "because-no-instance" ["memory"], "remedy-less-memory";
    /// The image has no tag `latest`.
    NoLatest: "because-no-latest" ["image"], "remedy-pin";
    /// AWS has no such region, so that no registry has this address.
    NoRegion: "because-no-region" ["image", "region"], "remedy-correct-region";
    /// A public service of which no copy shall run.
    NoReplicas: "because-no-replicas" [], "remedy-one-replica";
    /// No size of a task is large enough.
    NoTaskSize: "because-no-task-size" ["cpu", "memory"], "remedy-less-memory";
    /// A program needs a service with which it shares no network.
    NoSharedNetwork: "because-no-shared-network" ["host", "service"], "remedy-shared-network";
    /// The load balancer speaks HTTP only.
    NotHttp: "because-not-http" [], "remedy-other-strategy";
    /// `docker run`, as the recipe types it, does not say it.
    NotInDockerRun: "because-not-in-docker-run" ["key"], "remedy-run-compose";
    /// The simulated machine does not have it.
    NotModelled: "because-not-modelled" ["what"], "remedy-leave-out";
    /// Tasks share no volumes by the name of a service.
    NotShared: "because-not-shared" [], "remedy-name-volume";
    /// More than a quota of the account lets run.
    OverQuota: "because-over-quota" ["code", "need", "product", "quota", "row", "value"], "remedy-over-quota";
    /// A program needs, at its start, a port of its own container on which nothing is known to listen.
    OwnPortSilent: "because-own-port-silent" ["port"], "remedy-name-the-service";
    /// The image is for one kind of processor, the machine or the task has the other.
    PlatformOther: "because-platform-other" ["machine", "platform"], "remedy-say-architecture";
    /// Docker lacks a plugin.
    PluginMissing: "because-plugin-missing" ["key"], "remedy-without-plugin";
    /// Two programs want one port of one network namespace.
    PortClash: "because-port-clash" ["port", "service"], "remedy-other-listener";
    /// SSH has the port of the machine.
    PortOfSsh: "because-port-of-ssh" [], "remedy-other-port";
    /// Images come from the private registries of two accounts: one of them is not the account that is deployed to.
    RegistryOfOther: "because-registry-of-other" ["account", "image", "other"], "remedy-one-registry";
    /// A database does not start on the data that another version of it made.
    OldData: "because-old-data" ["image", "was", "said"], "remedy-old-data";
    /// Docker takes a count of attempts with `on-failure` only.
    RestartAttempts: "because-restart-attempts" ["condition"], "remedy-on-failure";
    /// Docker has no such runtime.
    RuntimeMissing: "because-runtime-missing" ["runtime"], "remedy-other-machine";
    /// A file or folder of this computer that the service needs is not there.
    SourceMissing: "because-source-missing" ["source"], "remedy-make-source";
    /// Docker Compose takes `start_interval` with `start_period` only.
    StartPeriod: "because-start-period" [], "remedy-start-period";
    /// A service has more public ports than an ECS service has target groups.
    TooManyListeners: "because-too-many-listeners" ["count", "most"], "remedy-fewer-ports";
    /// Nothing but UDP is published, and it is let in nowhere.
    UdpOnly: "because-udp-only" ["protocol"], "remedy-tcp";
    /// An image for Windows.
    Windows: "because-windows-image" ["platform"], "remedy-linux-image";
}
