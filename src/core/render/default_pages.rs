//! The pages that `init` writes: the dashboard, for what the day asks, and the overview, for how the search goes.

use crate::core::base::text::slice;
use crate::core::base::{NotePath, markdown};
use crate::core::index::Index;
use crate::core::syntax::block::{BlockKind, region};
use crate::core::syntax::front_matter::{Split, split};

const DASHBOARD: &str = include_str!("../../../templates/dashboard.md");
const OVERVIEW: &str = include_str!("../../../templates/overview.md");
/// The sentence of the dashboard that leads to the overview.
const TO_OVERVIEW: &str = " The whole picture: [Overview](Overview.md).";

/// Returns the dashboard at `path`, with empty blocks, and with a link to the overview if there is one.
#[must_use]
pub(crate) fn dashboard(path: &NotePath, overview: Option<&NotePath>) -> String {
    let link = overview.map(|overview| markdown::link("Overview", path.folder(), overview));
    let sentence = link.map(|link| format!(" The whole picture: {link}.")).unwrap_or_default();
    DASHBOARD.replace(TO_OVERVIEW, &sentence)
}

/// Returns the overview at `path`, with empty blocks and a link to the dashboard.
#[must_use]
pub(crate) fn overview(path: &NotePath, dashboard: &NotePath) -> String {
    let link = markdown::link("Coffee chats", path.folder(), dashboard);
    OVERVIEW.replace("[Coffee chats](Dashboard.md)", &link)
}

/// Returns the page that shows how the search goes: one with the blocks of the overview and without those for a day.
#[must_use]
pub(crate) fn overview_of(index: &Index) -> Option<&NotePath> {
    super::pages(index)
        .map(|(path, page)| (path, kinds(&page.text)))
        .find(|(_, kinds)| is_overview(kinds))
        .map(|(path, _)| path)
}

fn is_overview(kinds: &[BlockKind]) -> bool {
    let has = |all: &[BlockKind]| kinds.iter().any(|kind| all.contains(kind));
    has(&[BlockKind::Pipeline, BlockKind::Activity, BlockKind::QuestionReport])
        && !has(&[BlockKind::Summary, BlockKind::FollowUps])
}

/// Returns the kinds of the blocks of a page.
fn kinds(text: &str) -> Vec<BlockKind> {
    let regions = region::find(text).0;
    let names = regions.iter().map(|region| slice(text, region.directive.clone()));
    names.filter_map(|words| BlockKind::from_name(words.split_whitespace().next()?)).collect()
}

/// Returns a page in the arrangement of `default`: its properties stay, and so does what is in blocks that are the same.
#[must_use]
pub(crate) fn rearranged(page: &str, default: &str) -> String {
    let properties = match split(page) {
        Split::Found { body, .. } => slice(page, 0..body),
        Split::None(_) | Split::Unclosed(_) => "",
    };
    let old = region::find(page).0;
    let (mut text, mut from) = (properties.to_owned(), 0);
    for new in region::find(default).0 {
        let words = slice(default, new.directive.clone()).trim();
        let same = old.iter().find(|old| slice(page, old.directive.clone()).trim() == words);
        text += slice(default, from..new.content.start);
        text += same.map_or("", |same| slice(page, same.content.clone()));
        from = new.content.end;
    }
    text + slice(default, from..default.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pages_lead_to_each_other_wherever_they_are() {
        let (page, overview_path) = (NotePath::new("pages/Mein Plan.md"), NotePath::new("pages/Overview.md"));
        assert!(dashboard(&page, Some(&overview_path)).contains(" The whole picture: [Overview](Overview.md).\n"));
        let alone = dashboard(&page, None);
        assert!(alone.contains("`[>]` next week.\n") && !alone.contains("Overview"), "{alone}");
        let overview = overview(&overview_path, &page);
        assert!(overview.contains("[Coffee chats](Mein%20Plan.md)"), "{overview}");
        assert!(is_overview(&kinds(&overview)) && !is_overview(&kinds(&alone)));
    }

    #[test]
    fn a_page_takes_the_default_arrangement_and_keeps_what_its_blocks_hold() {
        let default = "# New\n\n<!-- coffeechat done -->\n<!-- /coffeechat -->\n\n<!-- coffeechat summary -->\n<!-- /coffeechat -->\n";
        let page = "---\ncssclasses: wide\n---\nMine\n\n<!-- coffeechat summary -->\n**Today.**\n<!-- /coffeechat -->\n\n\
                    <!-- coffeechat pipeline -->\nx\n<!-- /coffeechat -->\n";
        assert_eq!(
            rearranged(page, default),
            "---\ncssclasses: wide\n---\n# New\n\n<!-- coffeechat done -->\n<!-- /coffeechat -->\n\n\
             <!-- coffeechat summary -->\n**Today.**\n<!-- /coffeechat -->\n"
        );
        assert_eq!(rearranged(default, default), default);
    }
}
