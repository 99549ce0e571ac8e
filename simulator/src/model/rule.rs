//! Probabilities, shares, factors and rates.

use super::name::names;

names! {
    /// A number without a table of its own.
    Rule {
        /// A slip in one hand step of somebody who does it for the first time.
        HumanSlipNovice = "human.slip_novice",
        /// A slip in one hand step of somebody with a runbook.
        HumanSlipPractised = "human.slip_practised",
        /// A slip in one run of a script.
        HumanSlipScripted = "human.slip_scripted",
        /// A slip in one run of a service's own automation.
        HumanSlipAutomated = "human.slip_automated",
        /// Failures of an instance or its host.
        WeatherInstanceFailuresPerYear = "weather.instance_failures_per_year",
        /// Planned reboots or retirements of an instance's host.
        WeatherHostRebootsPerYear = "weather.host_reboots_per_year",
        /// Fargate tasks lost to their infrastructure or retired by AWS, for each task.
        WeatherTaskFailuresPerYear = "weather.task_failures_per_year",
        /// Outages of a zone.
        WeatherZoneOutagesPerYear = "weather.zone_outages_per_year",
        /// Crashes of one container's process.
        WeatherProcessCrashesPerYear = "weather.process_crashes_per_year",
        /// A pull that fails for the network's or the registry's sake.
        WeatherPullFailure = "weather.pull_failure",
        /// A fresh instance's id that some readers do not know yet when the launch is answered.
        Ec2LateVisibility = "ec2.late_visibility",
        /// Volumes of type gp3 that fail in a year.
        EbsFailuresPerYear = "ebs.failures_per_year",
        /// Monthly uptime that AWS promises for one instance.
        SlaInstancePercent = "sla.instance_percent",
        /// Monthly uptime that AWS promises over two zones.
        SlaRegionPercent = "sla.region_percent",
        /// How much longer a boot may take than free, before platforms usually give up.
        AppCrashWhenStarved = "app.crash_when_starved",
        /// The part of a boot after which a program connects to what it needs.
        AppConnectsAt = "app.connects_at",
        /// A database's boot on existing data against its first one.
        AppWarmBoot = "app.warm_boot",
        /// Memory while booting against memory at rest.
        AppBootMemory = "app.boot_memory",
        /// The last layer's part of an image: what a new version changes.
        ImageApplicationShare = "image.application_share",
        /// Speed of a Fargate vCPU against one of a current instance.
        CpuFargateRelative = "cpu.fargate_relative",
        /// Least CPU share that a starved container gets.
        CpuBurstFloor = "cpu.burst_floor",
        /// Highest request rate of a day against its mean.
        TrafficPeakToMean = "traffic.peak_to_mean",
        /// Requests over one connection.
        TrafficRequestsPerConnection = "traffic.requests_per_connection",
    }
}
