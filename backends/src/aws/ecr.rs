//! Amazon ECR.

use aws_sdk_ecr::Client;
use aws_sdk_ecr::types as sdk;
use paperboat_core::aws::SecretString;
use paperboat_core::aws::ecr::{
    AuthorizationData, BatchDeleteImage, BatchDeleteImageOutput, BatchGetImage,
    BatchGetImageOutput, CreateRepository, CreateRepositoryOutput, DeleteRepository,
    DeleteRepositoryOutput, DescribeImages, DescribeImagesOutput, DescribeRepositories,
    DescribeRepositoriesOutput, EncryptionConfiguration, GetAuthorizationToken,
    GetAuthorizationTokenOutput, Image, ImageDetail, ImageFailure, ImageIdentifier,
    ImageScanningConfiguration, ListImages, ListImagesFilter, ListImagesOutput,
    PutImageTagMutability, PutImageTagMutabilityOutput, Repository,
};

use super::convert::{all, int, list, moment, number, on, said, some, text, word};
use super::error::{Answer, refused};

fn read(r: sdk::Repository) -> Repository {
    Repository {
        repository_arn: r.repository_arn.unwrap_or_default(),
        registry_id: r.registry_id.unwrap_or_default(),
        repository_name: r.repository_name.unwrap_or_default(),
        repository_uri: r.repository_uri.unwrap_or_default(),
        created_at: moment(r.created_at).unwrap_or_default(),
        image_tag_mutability: said(r.image_tag_mutability),
        image_scanning_configuration: ImageScanningConfiguration {
            scan_on_push: r
                .image_scanning_configuration
                .is_some_and(|c| c.scan_on_push),
        },
        encryption_configuration: EncryptionConfiguration {
            encryption_type: said(r.encryption_configuration.map(|c| c.encryption_type)),
        },
    }
}

fn identifier(i: ImageIdentifier) -> sdk::ImageIdentifier {
    sdk::ImageIdentifier::builder()
        .set_image_tag(text(i.image_tag))
        .set_image_digest(text(i.image_digest))
        .build()
}

fn identified(i: sdk::ImageIdentifier) -> ImageIdentifier {
    ImageIdentifier {
        image_tag: i.image_tag.unwrap_or_default(),
        image_digest: i.image_digest.unwrap_or_default(),
    }
}

fn failure(f: sdk::ImageFailure) -> ImageFailure {
    ImageFailure {
        image_id: f.image_id.map(identified).unwrap_or_default(),
        failure_code: said(f.failure_code),
        failure_reason: f.failure_reason.unwrap_or_default(),
    }
}

pub(super) async fn put_image_tag_mutability(
    ecr: &Client,
    r: PutImageTagMutability,
) -> Answer<PutImageTagMutabilityOutput> {
    let put = ecr
        .put_image_tag_mutability()
        .set_repository_name(text(r.repository_name))
        .set_image_tag_mutability(word(&r.image_tag_mutability))
        .send()
        .await
        .map_err(refused)?;
    Ok(PutImageTagMutabilityOutput {
        registry_id: put.registry_id.unwrap_or_default(),
        repository_name: put.repository_name.unwrap_or_default(),
        image_tag_mutability: said(put.image_tag_mutability),
    })
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
    let pages = ecr
        .describe_images()
        .set_repository_name(text(r.repository_name))
        .set_image_ids(list(r.image_ids, identifier))
        .set_next_token(r.next_token)
        .set_max_results(r.max_results.map(int));
    let found = pages.into_paginator().items().send();
    let found = found.try_collect().await.map_err(refused)?;
    let read = |i: sdk::ImageDetail| ImageDetail {
        registry_id: i.registry_id.unwrap_or_default(),
        repository_name: i.repository_name.unwrap_or_default(),
        image_digest: i.image_digest.unwrap_or_default(),
        image_tags: i.image_tags.unwrap_or_default(),
        image_size_in_bytes: i.image_size_in_bytes.map(number).unwrap_or_default(),
        image_pushed_at: moment(i.image_pushed_at),
        image_manifest_media_type: i.image_manifest_media_type.unwrap_or_default(),
    };
    Ok(DescribeImagesOutput {
        image_details: found.into_iter().map(read).collect(),
        next_token: None,
    })
}

pub(super) async fn list_images(ecr: &Client, r: ListImages) -> Answer<ListImagesOutput> {
    let filter = |f: ListImagesFilter| {
        sdk::ListImagesFilter::builder()
            .set_tag_status(word(&f.tag_status))
            .build()
    };
    let pages = ecr
        .list_images()
        .set_repository_name(text(r.repository_name))
        .set_filter(r.filter.map(filter))
        .set_next_token(r.next_token)
        .set_max_results(r.max_results.map(int));
    let found = pages.into_paginator().items().send();
    let found = found.try_collect().await.map_err(refused)?;
    Ok(ListImagesOutput {
        image_ids: found.into_iter().map(identified).collect(),
        next_token: None,
    })
}

pub(super) async fn batch_get_image(ecr: &Client, r: BatchGetImage) -> Answer<BatchGetImageOutput> {
    let found = ecr
        .batch_get_image()
        .set_repository_name(text(r.repository_name))
        .set_image_ids(list(r.image_ids, identifier))
        .send()
        .await
        .map_err(refused)?;
    let read = |i: sdk::Image| Image {
        registry_id: i.registry_id.unwrap_or_default(),
        repository_name: i.repository_name.unwrap_or_default(),
        image_id: i.image_id.map(identified).unwrap_or_default(),
        image_manifest: i.image_manifest.unwrap_or_default(),
        image_manifest_media_type: i.image_manifest_media_type.unwrap_or_default(),
    };
    Ok(BatchGetImageOutput {
        images: all(found.images, read),
        failures: all(found.failures, failure),
    })
}

pub(super) async fn batch_delete_image(
    ecr: &Client,
    r: BatchDeleteImage,
) -> Answer<BatchDeleteImageOutput> {
    let gone = ecr
        .batch_delete_image()
        .set_repository_name(text(r.repository_name))
        .set_image_ids(list(r.image_ids, identifier))
        .send()
        .await
        .map_err(refused)?;
    Ok(BatchDeleteImageOutput {
        image_ids: all(gone.image_ids, identified),
        failures: all(gone.failures, failure),
    })
}

pub(super) async fn get_authorization_token(
    ecr: &Client,
    _: GetAuthorizationToken,
) -> Answer<GetAuthorizationTokenOutput> {
    let given = ecr
        .get_authorization_token()
        .send()
        .await
        .map_err(refused)?;
    let read = |d: sdk::AuthorizationData| AuthorizationData {
        authorization_token: SecretString(d.authorization_token.unwrap_or_default()),
        expires_at: moment(d.expires_at).unwrap_or_default(),
        proxy_endpoint: d.proxy_endpoint.unwrap_or_default(),
    };
    Ok(GetAuthorizationTokenOutput {
        authorization_data: all(given.authorization_data, read),
    })
}

pub(super) async fn delete_repository(
    ecr: &Client,
    r: DeleteRepository,
) -> Answer<DeleteRepositoryOutput> {
    let gone = ecr
        .delete_repository()
        .set_repository_name(text(r.repository_name))
        .set_force(on(r.force))
        .send()
        .await
        .map_err(refused)?;
    Ok(DeleteRepositoryOutput {
        repository: gone.repository.map(read).unwrap_or_default(),
    })
}
