//! What a heading announces.

/// What a heading announces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Topic {
    Questions,
    Takeaways,
    Reflection,
    Log,
    Attendees,
    /// Things to do: not questions, whatever heading they are under.
    Tasks,
    Other,
}

impl Topic {
    pub(crate) fn of(heading: &str) -> Self {
        let words = crate::core::base::text::question_words(heading);
        match words.as_str() {
            "log" | "history" | "interactions" | "interaction log" | "contact log" | "meeting log" => Self::Log,
            "attendees" | "participants" => Self::Attendees,
            "follow ups" | "follow up" | "next steps" | "actions" | "action items" | "tasks" | "to do" | "todo" => {
                Self::Tasks
            }
            "what i asked" | "what to ask" | "to ask" | "question" => Self::Questions,
            words => {
                let topic = |word: &str| match word {
                    "questions" => Some(Self::Questions),
                    "takeaways" | "takeaway" => Some(Self::Takeaways),
                    "reflection" | "reflections" => Some(Self::Reflection),
                    _ => None,
                };
                words.split(' ').find_map(topic).unwrap_or(Self::Other)
            }
        }
    }
}
