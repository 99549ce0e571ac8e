//! Task definitions, and their volumes.

use aws_sdk_ecs::Client;
use aws_sdk_ecs::error::BuildError;
use aws_sdk_ecs::types as sdk;
use paperboat_core::aws::ecs::{
    DeregisterTaskDefinition, DeregisterTaskDefinitionOutput, DescribeTaskDefinition,
    DescribeTaskDefinitionOutput, EfsAuthorizationConfig, EfsVolumeConfiguration, EphemeralStorage,
    HostVolumeProperties, ListTaskDefinitionFamilies, ListTaskDefinitionFamiliesOutput,
    ListTaskDefinitions, ListTaskDefinitionsOutput, RegisterTaskDefinition,
    RegisterTaskDefinitionOutput, RuntimePlatform, TaskDefinition, Volume,
};

use super::cluster::{read_tag, tag};
use super::container::{container, read_container};
use crate::aws::convert::{all, int, list, number, said, text, try_list, word, words};
use crate::aws::error::{Answer, refused, unbuilt};

fn efs(e: EfsVolumeConfiguration) -> Result<sdk::EfsVolumeConfiguration, BuildError> {
    let authorization = |a: EfsAuthorizationConfig| {
        sdk::EfsAuthorizationConfig::builder()
            .set_access_point_id(text(a.access_point_id))
            .set_iam(word(&a.iam))
            .build()
    };
    sdk::EfsVolumeConfiguration::builder()
        .file_system_id(e.file_system_id)
        .set_root_directory(text(e.root_directory))
        .set_transit_encryption(word(&e.transit_encryption))
        .set_authorization_config(e.authorization_config.map(authorization))
        .build()
}

fn read_efs(e: sdk::EfsVolumeConfiguration) -> EfsVolumeConfiguration {
    EfsVolumeConfiguration {
        file_system_id: e.file_system_id,
        root_directory: e.root_directory.unwrap_or_default(),
        transit_encryption: said(e.transit_encryption),
        authorization_config: e.authorization_config.map(|a| EfsAuthorizationConfig {
            access_point_id: a.access_point_id.unwrap_or_default(),
            iam: said(a.iam),
        }),
    }
}

fn volume(v: Volume) -> Result<sdk::Volume, BuildError> {
    let host = |h: HostVolumeProperties| {
        sdk::HostVolumeProperties::builder()
            .set_source_path(h.source_path)
            .build()
    };
    Ok(sdk::Volume::builder()
        .set_name(text(v.name))
        .set_host(v.host.map(host))
        .set_efs_volume_configuration(v.efs_volume_configuration.map(efs).transpose()?)
        .build())
}

fn read_volume(v: sdk::Volume) -> Volume {
    Volume {
        name: v.name.unwrap_or_default(),
        host: v.host.map(|h| HostVolumeProperties {
            source_path: h.source_path,
        }),
        efs_volume_configuration: v.efs_volume_configuration.map(read_efs),
    }
}

fn platform(p: RuntimePlatform) -> sdk::RuntimePlatform {
    sdk::RuntimePlatform::builder()
        .set_cpu_architecture(word(&p.cpu_architecture))
        .set_operating_system_family(word(&p.operating_system_family))
        .build()
}

fn storage(s: EphemeralStorage) -> sdk::EphemeralStorage {
    sdk::EphemeralStorage::builder()
        .size_in_gib(int(s.size_in_gi_b))
        .build()
}

fn read(t: sdk::TaskDefinition) -> TaskDefinition {
    let word = |c: sdk::Compatibility| said(Some(c));
    TaskDefinition {
        task_definition_arn: t.task_definition_arn.unwrap_or_default(),
        family: t.family.unwrap_or_default(),
        revision: number(t.revision),
        status: said(t.status),
        task_role_arn: t.task_role_arn.unwrap_or_default(),
        execution_role_arn: t.execution_role_arn.unwrap_or_default(),
        network_mode: said(t.network_mode),
        container_definitions: all(t.container_definitions, read_container),
        volumes: all(t.volumes, read_volume),
        requires_compatibilities: all(t.requires_compatibilities, word),
        cpu: t.cpu.unwrap_or_default(),
        memory: t.memory.unwrap_or_default(),
        runtime_platform: t.runtime_platform.map(|p| RuntimePlatform {
            cpu_architecture: said(p.cpu_architecture),
            operating_system_family: said(p.operating_system_family),
        }),
        ephemeral_storage: t.ephemeral_storage.map(|s| EphemeralStorage {
            size_in_gi_b: number(s.size_in_gib),
        }),
    }
}

pub(in crate::aws) async fn register_task_definition(
    ecs: &Client,
    r: RegisterTaskDefinition,
) -> Answer<RegisterTaskDefinitionOutput> {
    let containers = try_list(r.container_definitions, container).map_err(unbuilt)?;
    let made = ecs
        .register_task_definition()
        .set_family(text(r.family))
        .set_task_role_arn(text(r.task_role_arn))
        .set_execution_role_arn(text(r.execution_role_arn))
        .set_network_mode(word(&r.network_mode))
        .set_container_definitions(containers)
        .set_volumes(try_list(r.volumes, volume).map_err(unbuilt)?)
        .set_requires_compatibilities(words(&r.requires_compatibilities))
        .set_cpu(text(r.cpu))
        .set_memory(text(r.memory))
        .set_runtime_platform(r.runtime_platform.map(platform))
        .set_ephemeral_storage(r.ephemeral_storage.map(storage))
        .set_tags(list(r.tags, tag))
        .send()
        .await
        .map_err(refused)?;
    Ok(RegisterTaskDefinitionOutput {
        task_definition: made.task_definition.map(read).unwrap_or_default(),
    })
}

pub(in crate::aws) async fn deregister_task_definition(
    ecs: &Client,
    r: DeregisterTaskDefinition,
) -> Answer<DeregisterTaskDefinitionOutput> {
    let gone = ecs
        .deregister_task_definition()
        .set_task_definition(text(r.task_definition))
        .send()
        .await
        .map_err(refused)?;
    Ok(DeregisterTaskDefinitionOutput {
        task_definition: gone.task_definition.map(read).unwrap_or_default(),
    })
}

pub(in crate::aws) async fn describe_task_definition(
    ecs: &Client,
    r: DescribeTaskDefinition,
) -> Answer<DescribeTaskDefinitionOutput> {
    let found = ecs
        .describe_task_definition()
        .set_task_definition(text(r.task_definition))
        .set_include(words(&r.include))
        .send()
        .await
        .map_err(refused)?;
    Ok(DescribeTaskDefinitionOutput {
        task_definition: found.task_definition.map(read).unwrap_or_default(),
        tags: all(found.tags, read_tag),
    })
}

pub(in crate::aws) async fn list_task_definition_families(
    ecs: &Client,
    r: ListTaskDefinitionFamilies,
) -> Answer<ListTaskDefinitionFamiliesOutput> {
    let pages = ecs
        .list_task_definition_families()
        .set_family_prefix(text(r.family_prefix))
        .set_status(word(&r.status))
        .set_max_results(r.max_results.map(int))
        .set_next_token(r.next_token);
    let found = pages.into_paginator().items().send();
    Ok(ListTaskDefinitionFamiliesOutput {
        families: found.try_collect().await.map_err(refused)?,
        next_token: None,
    })
}

pub(in crate::aws) async fn list_task_definitions(
    ecs: &Client,
    r: ListTaskDefinitions,
) -> Answer<ListTaskDefinitionsOutput> {
    let pages = ecs
        .list_task_definitions()
        .set_family_prefix(text(r.family_prefix))
        .set_status(word(&r.status))
        .set_sort(word(&r.sort))
        .set_max_results(r.max_results.map(int))
        .set_next_token(r.next_token);
    let found = pages.into_paginator().items().send();
    Ok(ListTaskDefinitionsOutput {
        task_definition_arns: found.try_collect().await.map_err(refused)?,
        next_token: None,
    })
}
