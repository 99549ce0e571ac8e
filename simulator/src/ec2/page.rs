//! Pages of the Describe operations: whoever asks for a number of items gets them page by page.

use paperboat_core::error::CloudError;

use crate::page;
use crate::refusal::invalid;

/// The most items of a page (Amazon EC2 API reference).
pub(super) const MOST: usize = 1000;

/// The fewest items that one can ask for (Amazon EC2 API reference).
const LEAST: u32 = 5;

/// What a request says of pages.
pub(super) struct Asked<'r> {
    /// The most items of a page.
    pub(super) most: usize,
    /// The ids that it names, with the name of their list, where they exclude `MaxResults`.
    pub(super) ids: Option<(&'static str, &'r [String])>,
    pub(super) max_results: Option<u32>,
    pub(super) next_token: Option<&'r str>,
}

impl Asked<'_> {
    /// The page that is asked for, with the token of the next. Nobody who does not ask for pages gets one, up to the most
    /// items of a page.
    ///
    /// # Errors
    /// `InvalidParameterCombination` for ids beside a number, `InvalidParameterValue` for a number out of bounds,
    /// `InvalidPaginationToken` for a token that was not given.
    pub(super) fn of<T>(&self, all: Vec<T>) -> Result<(Vec<T>, Option<String>), CloudError> {
        if let Some(number) = self.max_results {
            let named = self.ids.filter(|(_, ids)| !ids.is_empty());
            if let Some((list, _)) = named {
                let message =
                    format!("The parameter {list} cannot be used with the parameter maxResults");
                return Err(invalid("InvalidParameterCombination", message));
            }
            let most = u32::try_from(self.most).unwrap_or(u32::MAX);
            let bound = match number {
                n if n < LEAST => Some(("greater", LEAST)),
                n if n > most => Some(("less", most)),
                _ => None,
            };
            if let Some((side, bound)) = bound {
                let message = format!(
                    "Value ( {number} ) for parameter maxResults is invalid. Expecting a value {side} than or equal to {bound}."
                );
                return Err(invalid("InvalidParameterValue", message));
            }
        }
        let size = page::size(self.max_results, self.most);
        page::page(all, self.next_token, size).ok_or_else(|| {
            invalid(
                "InvalidPaginationToken",
                "The specified pagination token is not valid or is expired.",
            )
        })
    }
}
