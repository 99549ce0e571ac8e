//! Probabilities, shares, factors and rates.

use super::name::names;

names! {
    /// A number without a table of its own.
    Rule {
        /// A fresh instance's id that some readers do not know yet when the launch is answered.
        Ec2LateVisibility = "ec2.late_visibility",
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
        /// vCPUs that a replica keeps busy while it answers as many requests a second as it can.
        CpuBusyAtCapacity = "cpu.busy_at_capacity",
        /// Requests over one connection.
        TrafficRequestsPerConnection = "traffic.requests_per_connection",
        /// How many times slower a slow network is.
        WeatherSlowNetworkFactor = "weather.slow_network_factor",
        /// How many times longer a slow start takes.
        WeatherSlowStartFactor = "weather.slow_start_factor",
        /// The part of all calls that is refused while AWS throttles.
        WeatherThrottledShare = "weather.throttled_share",
    }
}
