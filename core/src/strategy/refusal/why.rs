//! Every reason for which a way to deploy refuses an application.

use crate::check::{Because, Remedy};
use serde::{Deserialize, Serialize};

macro_rules! reasons {
    ($($(#[$doc:meta])* $name:ident: $reason:path [$($arg:literal),*], $remedy:path;)*) => {
        /// Why an application cannot be deployed in a way.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(rename_all = "kebab-case")]
        pub enum Why {
            $($(#[$doc])* $name,)*
        }

        impl Why {
            /// Every reason.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// Its sentence.
            #[must_use]
            pub fn reason(self) -> Because {
                match self {
                    $(Self::$name => $reason,)*
                }
            }

            /// What can be done; its sentence takes the arguments of the reason.
            #[must_use]
            pub fn remedy(self) -> Remedy {
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
    AddressOther: Because::AddressOther ["address"], Remedy::AnyAddress;
    /// A service gives its clients an address of its own container.
    AdvertisedLocally: Because::AdvertisedLocally ["address", "service", "variable"], Remedy::AdvertiseName;
    /// The image exists for other processors only.
    Architecture: Because::Architecture ["has", "wants"], Remedy::MultiArch;
    /// Docker does not take the name that a container shall have.
    ContainerName: Because::ContainerName ["name"], Remedy::ContainerName;
    /// It stays on the data host, and calls what runs on the instances of a group.
    DataCallsGroup: Because::DataCallsGroup ["service"], Remedy::KeepOutside;
    /// Two services of the data host listen on one port, under which the group calls both.
    DataPortTwice: Because::DataPortTwice ["port", "service"], Remedy::OtherListener;
    /// Several copies of a program that keeps data would share one volume.
    DataShared: Because::DataShared ["replicas"], Remedy::OneCopy;
    /// The machine has no such device.
    DeviceMissing: Because::DeviceMissing ["device"], Remedy::OtherMachine;
    /// A required environment variable of a well-known image is not set: it ends at once.
    EnvironmentMissing: Because::EnvironmentMissing ["image", "variables"], Remedy::SetEnvironment;
    /// Only Swarm has secrets and configs that somebody else keeps.
    ExternalObject: Because::ExternalObject ["name"], Remedy::GiveContent;
    /// Fargate has no such thing, and the service is nothing without it.
    FargateLacks: Because::FargateLacks ["key"], Remedy::OtherStrategy;
    /// Express Mode does not say it to a container, and the service is nothing without it.
    ExpressLacks: Because::ExpressLacks ["key"], Remedy::FargateInstead;
    /// Express Mode runs one container that users call, and this one is not it.
    ExpressOne: Because::ExpressOne ["service"], Remedy::FargateInstead;
    /// Users call no service, and Express Mode is for nothing else.
    ExpressNobody: Because::ExpressNobody [], Remedy::FargateInstead;
    /// Express Mode lets one port of a container be called.
    ExpressPort: Because::ExpressPort ["count"], Remedy::FewerPorts;
    /// This way gives no task on an instance such a thing, and the service is nothing without it.
    TasksLack: Because::TasksLack ["key"], Remedy::OtherStrategy;
    /// A command line has a flag that this version of the program no longer knows.
    FlagGone: Because::FlagGone ["flag", "image"], Remedy::DropFlag;
    /// The same, of a flag in whose place another stands.
    FlagReplaced: Because::FlagReplaced ["flag", "image", "instead"], Remedy::ReplaceFlag;
    /// A health check calls a program that the image does not have: the container never gets healthy.
    HealthTool: Because::HealthTool ["image", "tool"], Remedy::HealthTool;
    /// A health check asks a port on which the program does not tell its health.
    HealthPort: Because::HealthPort ["image", "port", "wanted"], Remedy::HealthPort;
    /// Others wait for a health check that gives up before the program can be ready.
    HealthSlow: Because::HealthSlow ["boot", "patience"], Remedy::StartPeriodLonger;
    /// Users' requests need a service whose profile is not enabled.
    HostLeftOut: Because::HostLeftOut ["host"], Remedy::EnableProfile;
    /// The services' containers share the machine's network, or one another's; tasks do not.
    HostNetwork: Because::HostNetwork ["mode"], Remedy::NoHostNetwork;
    /// Several copies want one port of the machine.
    HostPortScaled: Because::HostPortScaled ["port"], Remedy::ScaleLater;
    /// Two services want one port of the machine.
    HostPortTwice: Because::HostPortTwice ["port", "service"], Remedy::OtherPort;
    /// Nothing of the application has the name of something that a program needs.
    HostUnknown: Because::HostUnknown ["host"], Remedy::SayExternal;
    /// The registry no longer has the image under this name.
    ImageGone: Because::ImageGone ["image", "instead", "since"], Remedy::ImageInstead;
    /// Docker does not read it as the name of an image.
    ImageReference: Because::ImageReference ["image"], Remedy::ImageReference;
    /// Others wait until a program completes that serves for ever.
    JobNeverEnds: Because::JobNeverEnds ["image", "service"], Remedy::WaitHealthy;
    /// Others wait until a program completes that Docker starts again each time.
    JobRestarts: Because::JobRestarts ["policy", "service"], Remedy::JobRestart;
    /// No memory is left for the program under its own limit.
    LimitBelowNeed: Because::LimitBelowNeed ["image", "limit", "need"], Remedy::RaiseLimit;
    /// The load balancer has one listener for a port, and another service has it.
    ListenerTaken: Because::ListenerTaken ["port", "service"], Remedy::OtherPort;
    /// A setting names the container itself where another service is meant.
    LocalhostMeant: Because::LocalhostMeant ["service", "variable"], Remedy::ServiceName;
    /// A file that a task would write into a folder of its image: it would hide the others.
    MountHides: Because::MountHides ["target"], Remedy::BuildIn;
    /// A mount of a kind that neither strategy has.
    MountKind: Because::MountKind ["kind"], Remedy::NameVolume;
    /// An image refuses to start with a volume at this path.
    MountPoint: Because::MountPoint ["image", "path", "wanted"], Remedy::MountThere;
    /// Files that do not fit into a task definition.
    MountTooLarge: Because::MountTooLarge ["source"], Remedy::BuildIn;
    /// A program needs a port on which the other service does not listen.
    NobodyListens: Because::NobodyListens ["port", "ports", "service"], Remedy::OnePort;
    /// A program ends while what it needs is still starting, and nothing starts it again.
    NobodyWaits: Because::NobodyWaits ["service"], Remedy::WaitOrRestart;
    /// The load balancer has no certificate, and the only public port is that of HTTPS.
    NoCertificate: Because::NoCertificate ["port"], Remedy::PublishHttp;
    /// A secret or config has no content.
    NoContent: Because::NoContent ["name"], Remedy::GiveContent;
    /// There is no Docker engine whose socket could be mounted.
    NoDocker: Because::NoDocker [], Remedy::OtherStrategy;
    /// No GPU.
    NoGpu: Because::NoGpu [], Remedy::OtherMachine;
    /// Tasks have no files of a host.
    NoHostFiles: Because::NoHostFiles ["source"], Remedy::IntoImage;
    /// No instance type is large enough.
    NoInstance: Because::NoInstance ["memory"], Remedy::LessMemory;
    /// The image has no tag `latest`.
    NoLatest: Because::NoLatest ["image"], Remedy::Pin;
    /// AWS has no such region, so that no registry has this address.
    NoRegion: Because::NoRegion ["image", "region"], Remedy::CorrectRegion;
    /// A public service of which no copy shall run.
    NoReplicas: Because::NoReplicas [], Remedy::OneReplica;
    /// No size of a task is large enough.
    NoTaskSize: Because::NoTaskSize ["cpu", "memory"], Remedy::LessMemory;
    /// A program needs a service with which it shares no network.
    NoSharedNetwork: Because::NoSharedNetwork ["host", "service"], Remedy::SharedNetwork;
    /// The load balancer speaks HTTP only.
    NotHttp: Because::NotHttp [], Remedy::OtherStrategy;
    /// `docker run`, as the recipe types it, does not say it.
    NotInDockerRun: Because::NotInDockerRun ["key"], Remedy::RunCompose;
    /// The simulated machine does not have it.
    NotModelled: Because::NotModelled ["what"], Remedy::LeaveOut;
    /// Tasks share no volumes by the name of a service.
    NotShared: Because::NotShared [], Remedy::NameVolume;
    /// More than a quota of the account lets run.
    OverQuota: Because::OverQuota ["code", "need", "product", "quota", "row", "value"], Remedy::OverQuota;
    /// A program needs, at its start, a port of its own container on which nothing is known to listen.
    OwnPortSilent: Because::OwnPortSilent ["port"], Remedy::NameTheService;
    /// The image is for one kind of processor, the machine or the task has the other.
    PlatformOther: Because::PlatformOther ["machine", "platform"], Remedy::SayArchitecture;
    /// Docker lacks a plugin.
    PluginMissing: Because::PluginMissing ["key"], Remedy::WithoutPlugin;
    /// Two programs want one port of one network namespace.
    PortClash: Because::PortClash ["port", "service"], Remedy::OtherListener;
    /// SSH has the port of the machine.
    PortOfSsh: Because::PortOfSsh [], Remedy::OtherPort;
    /// Images come from the private registries of two accounts: one of them is not the account that is deployed to.
    RegistryOfOther: Because::RegistryOfOther ["account", "image", "other"], Remedy::OneRegistry;
    /// A database does not start on the data that another version of it made.
    OldData: Because::OldData ["image", "was", "said"], Remedy::OldData;
    /// Docker takes a count of attempts with `on-failure` only.
    RestartAttempts: Because::RestartAttempts ["condition"], Remedy::OnFailure;
    /// Users call it, and it must run once.
    RunsOnce: Because::RunsOnce [], Remedy::KeepOutside;
    /// Docker has no such runtime.
    RuntimeMissing: Because::RuntimeMissing ["runtime"], Remedy::OtherMachine;
    /// A file or folder of this computer that the service needs is not there.
    SourceMissing: Because::SourceMissing ["source"], Remedy::MakeSource;
    /// Docker Compose takes `start_interval` with `start_period` only.
    StartPeriod: Because::StartPeriod [], Remedy::StartPeriod;
    /// A service has more public ports than an ECS service has target groups.
    TooManyListeners: Because::TooManyListeners ["count", "most"], Remedy::FewerPorts;
    /// Nothing but UDP is published, and it is let in nowhere.
    UdpOnly: Because::UdpOnly ["protocol"], Remedy::Tcp;
    /// What an instance does at its first boot does not fit into its user data.
    UserDataTooLarge: Because::UserDataLarge ["bytes", "most"], Remedy::BuildFilesIn;
    /// An image for Windows.
    Windows: Because::WindowsImage ["platform"], Remedy::LinuxImage;
}
