//! Launch templates: refused, since the groups that launch with them are there in the simulator alone.

use std::future::{Ready, ready};

use aws_sdk_ec2::Client;
use paperboat_core::aws::Empty;
use paperboat_core::aws::ec2::{
    CreateLaunchTemplate, CreateLaunchTemplateOutput, CreateLaunchTemplateVersion,
    CreateLaunchTemplateVersionOutput, DeleteLaunchTemplate, DescribeLaunchTemplateVersions,
    DescribeLaunchTemplateVersionsOutput, DescribeLaunchTemplates, DescribeLaunchTemplatesOutput,
};
use paperboat_core::error::CloudError;

use crate::aws::error::Answer;

macro_rules! refused {
    ($( $function:ident: $op:ident -> $out:ident, )*) => { $(
        pub(in crate::aws) fn $function(_: &Client, _: $op) -> Ready<Answer<$out>> {
            let what = "a launch template anywhere but in the simulator";
            ready(Err(CloudError::unsupported("", what)))
        }
    )* };
}

refused! {
    create_launch_template: CreateLaunchTemplate -> CreateLaunchTemplateOutput,
    create_launch_template_version: CreateLaunchTemplateVersion -> CreateLaunchTemplateVersionOutput,
    describe_launch_templates: DescribeLaunchTemplates -> DescribeLaunchTemplatesOutput,
    describe_launch_template_versions: DescribeLaunchTemplateVersions -> DescribeLaunchTemplateVersionsOutput,
    delete_launch_template: DeleteLaunchTemplate -> Empty,
}
