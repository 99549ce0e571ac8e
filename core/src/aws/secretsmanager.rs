//! AWS Secrets Manager. Members are those of its API reference; values never reach a log.
#![allow(missing_docs)]

use std::collections::BTreeMap;

use super::operation::shapes;
pub use super::secret::SecretString;
use crate::time::Timestamp;

shapes! { "PascalCase";
    Tag { key: String, value: String }
    CreateSecret { name: String, description: String, secret_string: SecretString, client_request_token: String, tags: Vec<Tag> }
    CreateSecretOutput { #[serde(rename = "ARN")] arn: String, name: String, version_id: String }
    PutSecretValue { secret_id: String, secret_string: SecretString, client_request_token: String }
    /// The version that is asked for by its id or by its stage; the current one when neither is given.
    GetSecretValue { secret_id: String, version_id: String, version_stage: String }
    /// The current versions of up to 20 secrets; those that cannot be read are `errors`.
    BatchGetSecretValue { secret_id_list: Vec<String> }
    BatchGetSecretValueOutput { secret_values: Vec<SecretValueEntry>, errors: Vec<ApiErrorType> }
    SecretValueEntry { #[serde(rename = "ARN")] arn: String, name: String, version_id: String, secret_string: SecretString, version_stages: Vec<String> }
    ApiErrorType { secret_id: String, error_code: String, message: String }
    DescribeSecret { secret_id: String }
    /// Versions without a stage are not shown: AWS takes them for deprecated.
    DescribeSecretOutput {
        #[serde(rename = "ARN")] arn: String, name: String, deleted_date: Option<Timestamp>, tags: Vec<Tag>,
        version_ids_to_stages: BTreeMap<String, Vec<String>>,
    }
    Filter { key: String, values: Vec<String> }
    /// Secrets with their tags; those that wait for their deletion only on demand.
    ListSecrets { include_planned_deletion: bool, filters: Vec<Filter>, next_token: Option<String> }
    ListSecretsOutput { secret_list: Vec<SecretListEntry>, next_token: Option<String> }
    SecretListEntry { #[serde(rename = "ARN")] arn: String, name: String, deleted_date: Option<Timestamp>, tags: Vec<Tag> }
    DeleteSecret { secret_id: String, force_delete_without_recovery: bool }
    /// When it is deleted for good.
    DeleteSecretOutput { #[serde(rename = "ARN")] arn: String, name: String, deletion_date: Option<Timestamp> }
}
