//! Amazon ECR.

use aws_sdk_ecr::Client;
use aws_sdk_ecr::types as sdk;
use paperboat_core::aws::Empty;
use paperboat_core::aws::ecr::{
    CreateRepository, CreateRepositoryOutput, DeleteRepository, DescribeImages,
    DescribeImagesOutput, DescribeRepositories, DescribeRepositoriesOutput, ImageDetail,
    ImageIdentifier, Repository,
};

use super::convert::{int, list, number, on, said, some, text, word};
use super::error::{Answer, refused};

fn read(r: sdk::Repository) -> Repository {
    Repository {
        repository_arn: r.repository_arn.unwrap_or_default(),
        repository_name: r.repository_name.unwrap_or_default(),
        repository_uri: r.repository_uri.unwrap_or_default(),
        image_tag_mutability: said(r.image_tag_mutability),
    }
}

pub(super) async fn create_repository(
    ecr: &Client,
    r: CreateRepository,
) -> Answer<CreateRepositoryOutput> {
    let made = ecr
        .create_repository()
        .set_repository_name(text(r.repository_name))
        .set_image_tag_mutability(word(&r.image_tag_mutability))
        .send()
        .await
        .map_err(refused)?;
    Ok(CreateRepositoryOutput {
        repository: made.repository.map(read).unwrap_or_default(),
    })
}

pub(super) async fn describe_repositories(
    ecr: &Client,
    r: DescribeRepositories,
) -> Answer<DescribeRepositoriesOutput> {
    let pages = ecr
        .describe_repositories()
        .set_repository_names(some(r.repository_names))
        .set_next_token(r.next_token)
        .set_max_results(r.max_results.map(int));
    let found = pages.into_paginator().items().send();
    let found = found.try_collect().await.map_err(refused)?;
    Ok(DescribeRepositoriesOutput {
        repositories: found.into_iter().map(read).collect(),
        next_token: None,
    })
}

pub(super) async fn describe_images(
    ecr: &Client,
    r: DescribeImages,
) -> Answer<DescribeImagesOutput> {
    let identifier = |i: ImageIdentifier| {
        sdk::ImageIdentifier::builder()
            .set_image_tag(text(i.image_tag))
            .set_image_digest(text(i.image_digest))
            .build()
    };
    let pages = ecr
        .describe_images()
        .set_repository_name(text(r.repository_name))
        .set_image_ids(list(r.image_ids, identifier))
        .set_next_token(r.next_token)
        .set_max_results(r.max_results.map(int));
    let found = pages.into_paginator().items().send();
    let found = found.try_collect().await.map_err(refused)?;
    let read = |i: sdk::ImageDetail| ImageDetail {
        repository_name: i.repository_name.unwrap_or_default(),
        image_digest: i.image_digest.unwrap_or_default(),
        image_tags: i.image_tags.unwrap_or_default(),
        image_size_in_bytes: i.image_size_in_bytes.map(number).unwrap_or_default(),
    };
    Ok(DescribeImagesOutput {
        image_details: found.into_iter().map(read).collect(),
        next_token: None,
    })
}

pub(super) async fn delete_repository(ecr: &Client, r: DeleteRepository) -> Answer<Empty> {
    ecr.delete_repository()
        .set_repository_name(text(r.repository_name))
        .set_force(on(r.force))
        .send()
        .await
        .map_err(refused)?;
    Ok(Empty {})
}
