//! The charts that blocks write for programs that draw Mermaid, in words.

use std::collections::BTreeMap;

/// Returns the arrows of a flow chart as `Ann → Bo`; `None` if it is another chart.
pub(super) fn arrows(code: &str) -> Option<Vec<String>> {
    let mut lines = code.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.next().filter(|first| first.starts_with("flowchart"))?;
    let mut names: BTreeMap<&str, String> = BTreeMap::new();
    let mut arrow = |line| {
        let nodes: Option<Vec<String>> = str::split(line, " --> ").map(|node| name(node, &mut names)).collect();
        nodes.filter(|nodes| nodes.len() > 1).map(|nodes| nodes.join(" → "))
    };
    lines.map(&mut arrow).collect()
}

/// Returns the name of a node: `n1["Ann"]`, and later only `n1`.
fn name<'c>(node: &'c str, names: &mut BTreeMap<&'c str, String>) -> Option<String> {
    let Some((id, label)) = node.split_once("[\"") else { return names.get(node).cloned() };
    let label = decoded(label.strip_suffix("\"]")?);
    names.insert(id, label.clone());
    Some(label)
}

/// Returns a label without the entities that Mermaid writes as `#35;`.
fn decoded(label: &str) -> String {
    let mut parts = label.split('#');
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let entity = part.split_once(';').and_then(|(number, rest)| Some((number.parse().ok()?, rest)));
        if let Some((char, rest)) = entity.and_then(|(number, rest)| Some((char::from_u32(number)?, rest))) {
            text.push(char);
            text.push_str(rest);
        } else {
            text.push('#');
            text.push_str(part);
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chart_reads_as_arrows() {
        let chart = "flowchart LR\n  n1[\"Ann #60;b#62; #1\"] --> n2[\"Bo\"]\n  n1 --> n3[\"Cy\"] --> n2\n";
        assert_eq!(arrows(chart).unwrap(), ["Ann <b> #1 → Bo", "Ann <b> #1 → Cy → Bo"]);
        for other in ["", "pie\n", "flowchart LR\n  n1 --> n2\n", "flowchart LR\n  n1[\"Ann\"]\n"] {
            assert_eq!(arrows(other), None, "{other}");
        }
    }
}
