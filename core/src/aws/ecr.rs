//! Amazon ECR: image repositories in the account. Members are those of its API reference.
#![allow(missing_docs)]

use super::operation::shapes;

shapes! { "camelCase";
    CreateRepository { repository_name: String, image_tag_mutability: String }
    CreateRepositoryOutput { repository: Repository }
    Repository { repository_arn: String, repository_name: String, repository_uri: String, image_tag_mutability: String }
    DescribeRepositories { repository_names: Vec<String>, next_token: Option<String>, max_results: Option<u32> }
    DescribeRepositoriesOutput { repositories: Vec<Repository>, next_token: Option<String> }
    ImageIdentifier { image_tag: String, image_digest: String }
    DescribeImages { repository_name: String, image_ids: Vec<ImageIdentifier>, next_token: Option<String>, max_results: Option<u32> }
    DescribeImagesOutput { image_details: Vec<ImageDetail>, next_token: Option<String> }
    ImageDetail { repository_name: String, image_digest: String, image_tags: Vec<String>, image_size_in_bytes: u64 }
    DeleteRepository { repository_name: String, force: bool }
}
