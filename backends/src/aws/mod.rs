//! A LocalStack-compatible endpoint, or real AWS, over the AWS SDK: feature `aws`.
//!
//! [`AwsCloud`] serves every operation that is AWS's. Those of `host` (a shell on a machine) belong to another layer
//! and are refused by name. The SDK's own retries are off: the retry layer repeats, visibly.

mod applicationautoscaling;
mod autoscaling;
mod call;
mod connect;
mod convert;
mod ec2;
mod ecr;
mod ecs;
mod efs;
mod elbv2;
mod endpoint;
mod error;
mod harmless;
mod iam;
mod identity;
mod logs;
mod probe;
mod secretsmanager;
mod servicediscovery;
mod ssm;
mod sts;

pub use call::AwsCloud;
pub use connect::{ConnectError, Connected, Place};
pub use identity::CredentialSource;
pub use probe::{Support, Supported, silence};

#[cfg(test)]
mod tests;
