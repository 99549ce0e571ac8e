//! Every sentence that `check` says, with the names of its arguments; the catalogues are held to `ALL`.

use serde::{Serialize, Serializer};

/// A sentence of the catalogues.
pub trait Sentence: Copy {
    /// Its key.
    fn key(self) -> &'static str;
    /// The names of its arguments.
    fn arguments(self) -> &'static [&'static str];
}

/// An enum of sentences, and what the catalogues must have of each.
macro_rules! sentences {
    ($(#[$doc:meta])* $name:ident { $($variant:ident: $key:literal [$($argument:literal),*];)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[allow(missing_docs, reason = "the sentence of the catalogues says it")]
        pub enum $name {
            $($variant,)*
        }

        impl $name {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];
        }

        impl Sentence for $name {
            fn key(self) -> &'static str {
                match self {
                    $(Self::$variant => $key,)*
                }
            }

            fn arguments(self) -> &'static [&'static str] {
                match self {
                    $(Self::$variant => &[$($argument),*],)*
                }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.key())
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.key())
            }
        }
    };
}

sentences! {
    /// Why something becomes of a key, or why a way refuses an application.
    Because {
        AccessPoint: "because-access-point" [];
        AddressOther: "because-address-other" ["address"];
        AdvertisedLocally: "because-advertised-locally" ["address", "service", "variable"];
        AlwaysPulled: "because-always-pulled" [];
        AlwaysReplaced: "because-always-replaced" [];
        Anonymous: "because-anonymous" [];
        Architecture: "because-architecture" ["has", "wants"];
        AsWritten: "because-as-written" [];
        BindEmpty: "because-bind-empty" ["source"];
        Bounded: "because-bounded" ["least", "most"];
        Container: "because-container" [];
        ContainerJob: "because-container-job" [];
        ContainerName: "because-container-name" ["name"];
        DataAwaited: "because-data-awaited" [];
        DataCallsGroup: "because-data-calls-group" ["service"];
        DataPort: "because-data-port" [];
        DataPortTwice: "because-data-port-twice" ["port", "service"];
        DataShared: "because-data-shared" ["replicas"];
        DesiredCount: "because-desired-count" [];
        Development: "because-development" [];
        DeviceMissing: "because-device-missing" ["device"];
        DeviceOfHost: "because-device-of-host" [];
        EcsRolls: "because-ecs-rolls" [];
        EcsService: "because-ecs-service" ["cpu", "memory"];
        EnvMerged: "because-env-merged" [];
        EnvironmentMissing: "because-environment-missing" ["image", "variables"];
        ExpressHttps: "because-express-https" [];
        ExpressLacks: "because-express-lacks" ["key"];
        ExpressNobody: "because-express-nobody" [];
        ExpressOne: "because-express-one" ["service"];
        ExpressPort: "because-express-port" ["count"];
        Extension: "because-extension" [];
        ExternalObject: "because-external-object" ["name"];
        FargateLacks: "because-fargate-lacks" ["key"];
        FileAtBoot: "because-file-at-boot" [];
        FileCarried: "because-file-carried" [];
        FirewallClosed: "because-firewall-closed" [];
        FlagGone: "because-flag-gone" ["flag", "image"];
        FlagReplaced: "because-flag-replaced" ["flag", "image", "instead"];
        Group: "because-group" ["instances", "memory", "type"];
        GroupListener: "because-group-listener" ["published"];
        HealthPort: "because-health-port" ["image", "port", "wanted"];
        HealthSlow: "because-health-slow" ["boot", "patience"];
        HealthTool: "because-health-tool" ["image", "tool"];
        HealthyOnce: "because-healthy-once" ["service"];
        HoldsAnyway: "because-holds-anyway" [];
        HostLeftOut: "because-host-left-out" ["host"];
        HostNetwork: "because-host-network" ["mode"];
        HostPath: "because-host-path" ["source"];
        HostPortScaled: "because-host-port-scaled" ["port"];
        HostPortTwice: "because-host-port-twice" ["port", "service"];
        HostUnknown: "because-host-unknown" ["host"];
        ImageGone: "because-image-gone" ["image", "since"];
        ImageReference: "because-image-reference" ["image"];
        InDefinition: "because-in-definition" [];
        InsideOnly: "because-inside-only" ["service", "target"];
        Instance: "because-instance" ["memory", "type"];
        JobBare: "because-job-bare" [];
        JobBefore: "because-job-before" [];
        JobEnds: "because-job-ends" [];
        JobFirst: "because-job-first" ["service"];
        JobNeverEnds: "because-job-never-ends" ["image", "service"];
        JobOnce: "because-job-once" [];
        JobRestarts: "because-job-restarts" ["policy", "service"];
        LimitBelowNeed: "because-limit-below-need" ["image", "limit", "need"];
        LinkAlias: "because-link-alias" ["alias", "service"];
        Listener: "because-listener" ["published", "target"];
        ListenerTaken: "because-listener-taken" ["port", "service"];
        LocalhostMeant: "because-localhost-meant" ["service", "variable"];
        LogGroup: "because-log-group" [];
        Loopback: "because-loopback" [];
        MadeAnew: "because-made-anew" [];
        MountHides: "because-mount-hides" ["target"];
        MountKind: "because-mount-kind" ["kind"];
        MountPoint: "because-mount-point" ["image", "path", "wanted"];
        MountTooLarge: "because-mount-too-large" ["source"];
        NameMentioned: "because-name-mentioned" [];
        NameUnused: "because-name-unused" [];
        NetworkMade: "because-network-made" [];
        NoCertificate: "because-no-certificate" ["port"];
        NoContent: "because-no-content" ["name"];
        NoDocker: "because-no-docker" [];
        NoGpu: "because-no-gpu" [];
        NoHostFiles: "because-no-host-files" ["source"];
        NoHostPort: "because-no-host-port" [];
        NoInstance: "because-no-instance" ["memory"];
        NoLatest: "because-no-latest" ["image"];
        NoRegion: "because-no-region" ["image", "region"];
        NoReplicas: "because-no-replicas" [];
        NoSharedNetwork: "because-no-shared-network" ["host", "service"];
        TasksLack: "because-tasks-lack" ["key"];
        NoTaskSize: "because-no-task-size" ["cpu", "memory"];
        NobodyListens: "because-nobody-listens" ["port", "ports", "service"];
        NobodyWaits: "because-nobody-waits" ["service"];
        NofileOnly: "because-nofile-only" [];
        NotBuilt: "because-not-built" ["image"];
        NotHttp: "because-not-http" [];
        NotInDockerRun: "because-not-in-docker-run" ["key"];
        NotModelled: "because-not-modelled" ["what"];
        NotShared: "because-not-shared" [];
        Obsolete: "because-obsolete" [];
        OnDataHost: "because-on-data-host" [];
        OldData: "because-old-data" ["image", "said", "was"];
        OpenToAll: "because-open-to-all" [];
        OrderOnce: "because-order-once" [];
        OtherProfile: "because-other-profile" [];
        OverQuota: "because-over-quota" ["code", "need", "quota", "value"];
        OwnInterface: "because-own-interface" [];
        OwnPortSilent: "because-own-port-silent" ["port"];
        OwnService: "because-own-service" [];
        Platform: "because-platform" ["platform"];
        PlatformOther: "because-platform-other" ["machine", "platform"];
        PluginMissing: "because-plugin-missing" ["key"];
        PortClash: "because-port-clash" ["port", "service"];
        PortNotKnown: "because-port-not-known" ["ports", "target"];
        PortOfSsh: "because-port-of-ssh" [];
        PortRange: "because-port-range" ["ports"];
        ReadHere: "because-read-here" [];
        RegistryOfOther: "because-registry-of-other" ["account", "image", "other"];
        RestartAdded: "because-restart-added" [];
        RestartAttempts: "because-restart-attempts" ["condition"];
        RunsOnce: "because-runs-once" [];
        RuntimeMissing: "because-runtime-missing" ["runtime"];
        SecretMoved: "because-secret-moved" ["names"];
        SecretsManager: "because-secrets-manager" [];
        ServiceConnect: "because-service-connect" [];
        SourceMissing: "because-source-missing" ["source"];
        StartPeriod: "because-start-period" [];
        StartPeriodAdded: "because-start-period-added" ["seconds"];
        SwarmOnly: "because-swarm-only" [];
        TaskDefinition: "because-task-definition" [];
        TaskSize: "because-task-size" ["cpu", "memory"];
        TcpOnly: "because-tcp-only" ["protocol"];
        TooManyListeners: "because-too-many-listeners" ["count", "most"];
        UdpOnly: "because-udp-only" ["protocol"];
        UnknownKey: "because-unknown-key" ["key"];
        Unused: "because-unused" [];
        VolumeMade: "because-volume-made" [];
        UserDataLarge: "because-user-data-large" ["bytes", "most"];
        Windows: "because-windows" [];
        WindowsImage: "because-windows-image" ["platform"];
        WrittenBefore: "because-written-before" ["folder"];
    }
}

sentences! {
    /// What can be done; its sentence is filled with the arguments of its reason or trap.
    Remedy {
        AccountName: "remedy-account-name" ["image"];
        AdvertiseName: "remedy-advertise-name" [];
        AnyAddress: "remedy-any-address" [];
        BuildFilesIn: "remedy-build-files-in" [];
        BuildIn: "remedy-build-in" [];
        Certificate: "remedy-certificate" [];
        Condition: "remedy-condition" [];
        ContainerName: "remedy-container-name" [];
        CopyData: "remedy-copy-data" [];
        CorrectRegion: "remedy-correct-region" [];
        DropFlag: "remedy-drop-flag" ["flag"];
        EnableProfile: "remedy-enable-profile" [];
        Expose: "remedy-expose" ["port"];
        FewerPorts: "remedy-fewer-ports" [];
        GiveContent: "remedy-give-content" [];
        HealthPath: "remedy-health-path" [];
        HealthPort: "remedy-health-port" ["wanted"];
        HealthTool: "remedy-health-tool" ["image", "tool"];
        ImageInstead: "remedy-image-instead" ["instead"];
        ImageReference: "remedy-image-reference" [];
        IntoImage: "remedy-into-image" [];
        JobRestart: "remedy-job-restart" [];
        LeaveOut: "remedy-leave-out" [];
        KeepOutside: "remedy-keep-outside" [];
        LessMemory: "remedy-less-memory" [];
        LetIn: "remedy-let-in" [];
        LinuxImage: "remedy-linux-image" [];
        MailPort: "remedy-mail-port" [];
        MakePublic: "remedy-make-public" [];
        MakeSource: "remedy-make-source" ["source"];
        MountThere: "remedy-mount-there" ["wanted"];
        MultiArch: "remedy-multi-arch" [];
        NameImage: "remedy-name-image" ["image", "service", "build"];
        NameTheService: "remedy-name-the-service" [];
        NameVolume: "remedy-name-volume" [];
        NetworkAlias: "remedy-network-alias" [];
        NoHostNetwork: "remedy-no-host-network" [];
        OldData: "remedy-old-data" [];
        OnFailure: "remedy-on-failure" [];
        OneCopy: "remedy-one-copy" [];
        OnePort: "remedy-one-port" [];
        OneRegistry: "remedy-one-registry" ["account", "other"];
        OneReplica: "remedy-one-replica" [];
        OtherListener: "remedy-other-listener" [];
        OtherMachine: "remedy-other-machine" [];
        OtherPort: "remedy-other-port" [];
        FargateInstead: "remedy-fargate-instead" [];
        OtherStrategy: "remedy-other-strategy" [];
        OverQuota: "remedy-over-quota" ["code", "product", "row"];
        OwnNetwork: "remedy-own-network" [];
        Pin: "remedy-pin" [];
        PublishHttp: "remedy-publish-http" [];
        PushImage: "remedy-push-image" ["build"];
        Quote: "remedy-quote" [];
        RaiseLimit: "remedy-raise-limit" ["need"];
        Rds: "remedy-rds" [];
        ReplaceFlag: "remedy-replace-flag" ["flag", "instead"];
        RunCompose: "remedy-run-compose" [];
        S3: "remedy-s3" [];
        SayArchitecture: "remedy-say-architecture" [];
        SayExternal: "remedy-say-external" ["host"];
        SayOtherPort: "remedy-say-other-port" [];
        SayPort: "remedy-say-port" [];
        SayPublic: "remedy-say-public" [];
        SayRestart: "remedy-say-restart" [];
        SayStartPeriod: "remedy-say-start-period" [];
        ScaleLater: "remedy-scale-later" [];
        Secret: "remedy-secret" [];
        ServiceName: "remedy-service-name" ["service"];
        SetEnvironment: "remedy-set-environment" ["variables"];
        SetVariable: "remedy-set-variable" ["variable"];
        ShallowCheck: "remedy-shallow-check" ["service"];
        SharedNetwork: "remedy-shared-network" ["service"];
        StartPeriod: "remedy-start-period" [];
        StartPeriodLonger: "remedy-start-period-longer" [];
        StatePort: "remedy-state-port" [];
        StopSignal: "remedy-stop-signal" [];
        Tcp: "remedy-tcp" [];
        TryAgain: "remedy-try-again" [];
        TryImage: "remedy-try-image" [];
        WaitHealthy: "remedy-wait-healthy" [];
        WaitOrRestart: "remedy-wait-or-restart" ["service"];
        WithoutPlugin: "remedy-without-plugin" ["key"];
        WithoutSocket: "remedy-without-socket" [];
    }
}

sentences! {
    /// What works at home and fails, or costs, or endangers, in one of the ways.
    Trap {
        BindAbsent: "trap-bind-absent" ["source"];
        BindMount: "trap-bind-mount" ["source"];
        Build: "trap-build" ["image"];
        CommandCut: "trap-command-cut" ["by"];
        ContainerName: "trap-container-name" ["name", "service"];
        DataHost: "trap-data-host" ["service"];
        DatabasePublished: "trap-database-published" ["port"];
        DockerSocketRoot: "trap-docker-socket-root" [];
        ExternalNetwork: "trap-external-network" ["name"];
        ExternalVolume: "trap-external-volume" ["name"];
        HealthTool: "trap-health-tool" ["image", "tool"];
        Healthy: "trap-healthy" ["service"];
        Latest: "trap-latest" ["image"];
        LocalImage: "trap-local-image" ["image"];
        Localhost: "trap-localhost" ["service", "variable"];
        MailPort: "trap-mail-port" [];
        Managed: "trap-managed" ["host", "service"];
        NeverRestarted: "trap-never-restarted" [];
        NoCertificate: "trap-no-certificate" [];
        NoHealthCheck: "trap-no-health-check" [];
        NotModelled: "trap-not-modelled" ["key"];
        NothingPublic: "trap-nothing-public" [];
        Outside: "trap-outside" ["host"];
        PlainSecret: "trap-plain-secret" ["variable"];
        PortConflict: "trap-port-conflict" ["key", "other", "port"];
        PortGuessed: "trap-port-guessed" ["port"];
        PortImplied: "trap-port-implied" ["key", "port"];
        PortTaken: "trap-port-taken" ["key", "port"];
        PortUnknown: "trap-port-unknown" [];
        PreStop: "trap-pre-stop" [];
        Udp: "trap-udp" ["port", "protocol"];
        UnknownHost: "trap-unknown-host" ["host"];
        Variable: "trap-variable" ["variable"];
        VolumeAnonymous: "trap-volume-anonymous" ["path"];
        VolumeDatabase: "trap-volume-database" ["volume"];
        VolumeEfs: "trap-volume-efs" ["volume"];
    }
}
