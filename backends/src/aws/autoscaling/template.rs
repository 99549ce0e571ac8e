//! Which version of a launch template is meant.

use aws_sdk_autoscaling::types as sdk;
use paperboat_core::aws::autoscaling::LaunchTemplateSpecification;

use crate::aws::convert::text;

pub(super) fn template(t: LaunchTemplateSpecification) -> sdk::LaunchTemplateSpecification {
    sdk::LaunchTemplateSpecification::builder()
        .set_launch_template_id(text(t.launch_template_id))
        .set_launch_template_name(text(t.launch_template_name))
        .set_version(text(t.version))
        .build()
}

pub(super) fn read_template(t: sdk::LaunchTemplateSpecification) -> LaunchTemplateSpecification {
    LaunchTemplateSpecification {
        launch_template_id: t.launch_template_id.unwrap_or_default(),
        launch_template_name: t.launch_template_name.unwrap_or_default(),
        version: t.version.unwrap_or_default(),
    }
}
