//! AWS Secrets Manager. Members are those of its API reference; values never reach a log.
#![allow(missing_docs)]

use super::operation::shapes;
pub use super::secret::SecretString;

shapes! { "PascalCase";
    Tag { key: String, value: String }
    CreateSecret { name: String, description: String, secret_string: SecretString, client_request_token: String, tags: Vec<Tag> }
    CreateSecretOutput { #[serde(rename = "ARN")] arn: String, name: String, version_id: String }
    PutSecretValue { secret_id: String, secret_string: SecretString, client_request_token: String }
    DescribeSecret { secret_id: String }
    DescribeSecretOutput { #[serde(rename = "ARN")] arn: String, name: String, deleted_date: Option<u64>, tags: Vec<Tag> }
    Filter { key: String, values: Vec<String> }
    /// Secrets with their tags; those that wait for their deletion only on demand.
    ListSecrets { include_planned_deletion: bool, filters: Vec<Filter>, next_token: Option<String> }
    ListSecretsOutput { secret_list: Vec<SecretListEntry>, next_token: Option<String> }
    SecretListEntry { #[serde(rename = "ARN")] arn: String, name: String, deleted_date: Option<u64>, tags: Vec<Tag> }
    DeleteSecret { secret_id: String, force_delete_without_recovery: bool }
}
