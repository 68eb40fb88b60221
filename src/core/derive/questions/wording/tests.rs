//! Wordings that are flagged, and those that are not.

use super::*;

#[test]
fn yes_no_questions_are_told_from_open_ones() {
    let closed = [
        ("Is the work mostly remote?", "How is the work …?"),
        ("Do you like your job?", "What do you …?"),
        ("Does Northwind hire graduates?", "What does Northwind …?"),
        ("Did you plan to end up here?", "What did you …?"),
        ("do you enjoy it", "What do you …?"),
        ("Are there many meetings?", "How many meetings …?"),
        ("Are there any other books you like?", "What books …?"),
        ("Is there anything I should read?", "What …?"),
        ("Is there anybody I should meet?", "Who …?"),
        ("Any advice?", "What advice …?"),
        ("Any more tips for a beginner?", "What tips …?"),
        ("So, any regrets?", "What regrets …?"),
        ("Anything you would do differently?", "What …?"),
        ("Anyone else I should talk to?", "Who …?"),
        ("Was it hard to get in?", "How was it …?"),
        ("Were you nervous at first?", "How were you …?"),
        ("Can I work part time there?", "How can I …?"),
        ("Could you do this job without a degree?", "How could you …?"),
        ("Will the field keep growing?", "How will the field …?"),
        ("Would you recommend this career?", "What would you …?"),
        ("Would you say that the culture is good?", "What would you …?"),
        ("Would you describe it as stressful?", "What would you …?"),
        ("Should I learn Python first?", "How should I …?"),
        ("Have you ever thought of leaving?", "What have you …?"),
        ("Has the team grown?", "What has the team …?"),
        ("Had you worked with data before?", "What had you …?"),
        ("Am I too old for this?", "How am I …?"),
        ("Might you move on one day?", "How might you …?"),
        ("Don\u{2019}t you miss teaching?", "What do you …?"),
        ("And so, do you travel a lot?", "What do you …?"),
        ("I read your paper. Is it still true?", "How is it …?"),
        ("Do you know what you will do next?", "What do you …?"),
        ("Is there a reason why you left?", "What reason …?"),
        ("Do you have any tips or advice?", "What do you …?"),
        ("Is it worth it or not?", "How is it …?"),
        ("\u{201c}Is it fun?\u{201d}", "How is it …?"),
        ("Will there be jobs?", "What jobs …?"),
        ("Will there still be any jobs in ten years?", "What jobs …?"),
        ("Have there been many changes?", "How many changes …?"),
        ("Got any books?", "What books …?"),
        ("Got anything I could read?", "What …?"),
        ("Know anyone in solar?", "Who …?"),
        ("Do you work with the data team, which is new?", "What do you …?"),
    ];
    for (question, opening) in closed {
        let expected = format!("start it with what, how or why: `{opening}`");
        assert_eq!(yes_no_opening(question), Some(expected), "{question}");
    }
}

#[test]
fn no_opening_is_proposed_that_reads_badly() {
    for question in [
        "Was there a turning point?",
        "Is there a good book to begin with?",
        "Is there time for a course?",
        "Ever been wrong?",
        "Ever thought of leaving?",
        "Is remote work common?",
        "Does anyone read the reports?",
        "Did most of them stay?",
        "Does the new team work?",
        "May I ask if you earn well?",
    ] {
        assert_eq!(yes_no_opening(question).as_deref(), Some("start it with what, how or why"), "{question}");
    }
}

#[test]
fn open_questions_and_invitations_are_left_alone() {
    let open = [
        "How did you get into this field?",
        "Was hat Sie überrascht?",
        "Was nervt an dem Job?",
        "Was machen Sie den ganzen Tag?",
        "What did you work on yesterday, from morning to evening?",
        "Looking at my background, where do you see the biggest gap?",
        "If you had three months, how would you spend them?",
        "Could you tell me about your first year?",
        "Can you please describe an ordinary day?",
        "Could you walk me through a project?",
        "Would you say more about that?",
        "Would you say a bit more about that?",
        "Would you mind sharing how you prepared?",
        "Would you be willing to talk about pay?",
        "Can you help me understand the hiring process?",
        "Could you recommend a book to start with?",
        "May I ask how you found your first client?",
        "Could I ask you about pay?",
        "Do tell me about the move.",
        "Do you use models, and if so how?",
        "Do you like it? Why?",
        "Do you like it - why or why not?",
        "Did you plan it, or how did it come about?",
        "Is it different here, and in what way?",
        "Are you happy there (what would you change)?",
        "Do you prefer big teams or small ones?",
        "Have a look at the roadmap together",
        "Any notes on the roadmap",
        "Any regrets, and if so which?",
        "Any?",
        "Ever?",
        "Got any regrets, and if so which?",
        "Know your field",
        "Read the roadmap?",
        "May 2026 reorganisation",
        "Will Smith's team: structure",
        "Would",
        "Wie sind Sie in dieses Feld gekommen?",
        "¿Le gusta su trabajo?",
        "",
        "?!",
    ];
    for question in open {
        assert_eq!(yes_no_opening(question), None, "{question}");
    }
}

#[test]
fn asking_for_a_job_is_noticed() {
    let rows = [
        ("What would it take for you to hire me?", true),
        ("Do you have any openings?", true),
        ("Are you hiring right now?", true),
        ("Could you put in a good word?", true),
        ("Is there perhaps a job for me?", true),
        ("Can you pass on my r\u{e9}sum\u{e9}?", true),
        ("What does the hiring process in your field really test?", false),
        ("How do you hire mechanics?", false),
        ("What would you want to know before you hire mentors?", false),
        ("Which routes in have you seen work?", false),
        ("How do you make many openings in chess?", false),
    ];
    for (question, expected) in rows {
        assert_eq!(asks_for_a_job(question), expected, "{question}");
    }
}
