//! What stops a recipe.

use super::keyed;

keyed! {
    /// Why an application cannot be deployed in a way at all; the argument of its sentence is `subject`.
    Obstacle {
        /// Several copies of a service would spoil the data that one keeps.
        DataCannotBeShared: "data-cannot-be-shared";
        /// Nobody would be left to answer users.
        NoCopyAnswers: "no-copy-answers";
        /// The account has no default VPC, or no subnet in it.
        NoDefaultNetwork: "no-default-network";
        /// No size of a Fargate task is large enough.
        NoFargateSizeHoldsIt: "no-fargate-size-holds-it";
        /// No service whose tasks could follow a metric: none is public and free of data.
        NobodyToScale: "nobody-to-scale";
        /// No instance type is large enough.
        NoInstanceTypeHoldsIt: "no-instance-type-holds-it";
        /// There is no machine on which something could run.
        NoMachine: "no-machine";
        /// The application has no such service.
        NoSuchService: "no-such-service";
        /// What the verb is about is not there.
        NotDeployed: "not-deployed";
        /// AWS said that it made something, and named nothing.
        NothingWasMade: "nothing-was-made";
    }
}
