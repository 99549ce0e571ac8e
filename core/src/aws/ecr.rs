//! Amazon ECR: image repositories in the account. Members are those of its API reference.
#![allow(missing_docs)]

use super::SecretString;
use super::operation::shapes;
use crate::time::Timestamp;

shapes! { "camelCase";
    CreateRepository { repository_name: String, image_tag_mutability: String }
    CreateRepositoryOutput { repository: Repository }
    Repository {
        repository_arn: String, registry_id: String, repository_name: String, repository_uri: String, created_at: Timestamp,
        image_tag_mutability: String, image_scanning_configuration: ImageScanningConfiguration, encryption_configuration: EncryptionConfiguration,
    }
    ImageScanningConfiguration { scan_on_push: bool }
    EncryptionConfiguration { encryption_type: String }
    /// `MUTABLE` or `IMMUTABLE`.
    PutImageTagMutability { repository_name: String, image_tag_mutability: String }
    PutImageTagMutabilityOutput { registry_id: String, repository_name: String, image_tag_mutability: String }
    DescribeRepositories { repository_names: Vec<String>, next_token: Option<String>, max_results: Option<u32> }
    DescribeRepositoriesOutput { repositories: Vec<Repository>, next_token: Option<String> }
    ImageIdentifier { image_tag: String, image_digest: String }
    DescribeImages { repository_name: String, image_ids: Vec<ImageIdentifier>, next_token: Option<String>, max_results: Option<u32> }
    DescribeImagesOutput { image_details: Vec<ImageDetail>, next_token: Option<String> }
    ImageDetail {
        registry_id: String, repository_name: String, image_digest: String, image_tags: Vec<String>, image_size_in_bytes: u64,
        image_pushed_at: Option<Timestamp>, image_manifest_media_type: String,
    }
    ListImages { repository_name: String, next_token: Option<String>, max_results: Option<u32>, filter: Option<ListImagesFilter> }
    ListImagesFilter { tag_status: String }
    ListImagesOutput { image_ids: Vec<ImageIdentifier>, next_token: Option<String> }
    BatchGetImage { repository_name: String, image_ids: Vec<ImageIdentifier> }
    BatchGetImageOutput { images: Vec<Image>, failures: Vec<ImageFailure> }
    Image { registry_id: String, repository_name: String, image_id: ImageIdentifier, image_manifest: String, image_manifest_media_type: String }
    BatchDeleteImage { repository_name: String, image_ids: Vec<ImageIdentifier> }
    BatchDeleteImageOutput { image_ids: Vec<ImageIdentifier>, failures: Vec<ImageFailure> }
    ImageFailure { image_id: ImageIdentifier, failure_code: String, failure_reason: String }
    GetAuthorizationToken {}
    GetAuthorizationTokenOutput { authorization_data: Vec<AuthorizationData> }
    AuthorizationData { authorization_token: SecretString, expires_at: Timestamp, proxy_endpoint: String }
    DeleteRepository { repository_name: String, force: bool }
    DeleteRepositoryOutput { repository: Repository }
}
