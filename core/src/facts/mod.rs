//! What strategies and `check` know of AWS and of well-known images, each with its source.
//!
//! The tables are the JSON files in this folder. What the simulator alone needs is in its model.

mod embedded;

pub mod declared;
pub mod ecr;
pub mod fargate;
pub mod image;
pub mod instance;
pub mod quota;
mod region;
pub mod rule;
pub mod tag;

pub use declared::Declared;
pub use ecr::{EcrRegistry, REGIONS as ECR_REGIONS, is_account};
pub use embedded::{rows, texts};
pub use fargate::FargateSize;
pub use image::Image;
pub use instance::{Architecture, Burst, InstanceType};
pub use quota::Quota;
pub use region::is_enabled_by_default;
