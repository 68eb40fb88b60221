//! The words of which names, questions and prose are made.

/// Quantiles, in thousandths, of the size aimed at in bytes.
pub(super) const SIZES: &[(usize, usize)] = &[
    (0, 500),
    (100, 800),
    (250, 1080),
    (500, 1500),
    (750, 2300),
    (900, 4200),
    (970, 9000),
    (993, 15_000),
    (1000, 20_000),
];

/// Initials and beginnings of given names; each has a folder.
#[rustfmt::skip]
pub(super) const GIVEN_STARTS: &[(char, &str)] = &[
    ('a', "A"), ('b', "Be"), ('c', "Ca"), ('d', "Da"), ('e', "E"), ('f', "Fa"), ('g', "Ga"),
    ('h', "Ha"), ('i', "I"), ('j', "Jo"), ('k', "Ka"), ('l', "Le"), ('m', "Ma"), ('n', "Na"),
    ('p', "Pa"), ('r', "Ro"), ('s', "Sa"), ('t', "Ta"), ('v', "Va"), ('z', "Zo"),
];
#[rustfmt::skip]
pub(super) const GIVEN_ENDS: &[&str] = &[
    "na", "ra", "lia", "mir", "ren", "sha", "vin", "di", "nor", "len", "bel", "tis", "mon", "ria",
    "das", "lik", "phie", "ron", "gail", "zar", "stel", "wen", "lo", "né",
];
/// No entry begins with another, so that beginnings and ends never add up to the same name.
#[rustfmt::skip]
pub(super) const FAMILY_STARTS: &[&str] = &[
    "Al", "Bar", "Bren", "Cal", "Car", "Dal", "Den", "Dor", "El", "Fal", "Far", "Gar", "Gil",
    "Hal", "Har", "Hol", "Jar", "Kel", "Kin", "Lar", "Lin", "Mar", "Mel", "Mor", "Nor", "Oak",
    "Pel", "Per", "Quin", "Ran", "Ros", "Sal", "Sten", "Tal", "Tor", "Ul", "Ver", "Wal", "Wes",
    "Mü",
];
#[rustfmt::skip]
pub(super) const FAMILY_ENDS: &[&str] = &[
    "ton", "well", "man", "sen", "berg", "ova", "ini", "dez", "field", "worth", "ley", "mont",
    "ström", "ski", "wood", "ard", "er", "ick", "ing", "son", "stad", "ford", "mer", "ner",
    "ridge", "vik", "gren", "ano", "eau", "ham",
];
pub(super) const CADENCE_KEYS: &str = "cadence|Cadence|contact-frequency|keep_in_touch|followup_cadence";
#[rustfmt::skip]
pub(super) const TOPICS: &[&str] = &[
    "climate", "energy", "policy", "design", "health", "robotics", "finance", "education",
    "housing", "transport", "agriculture", "statistics", "journalism", "law", "logistics",
    "museums", "forestry", "oceans", "space", "security", "publishing", "music", "tourism",
    "mining", "biology", "chemistry", "water", "retail", "insurance", "archives",
];
pub(super) const COMPANIES: &str = "\
    Northwind|Bluefield|Harbour|Lantern|Cobalt|Juniper|Meridian|Orchard|Pinnacle|Quarry|\
    Riverbank|Saffron|Tideline|Umbra|Vantage|Willow";
pub(super) const COMPANY_ENDS: &str = "Labs|Group|Systems|Institute|Partners|Works|& Sons|Trust";
pub(super) const ROLES: &str = "\
    Data engineer|Policy adviser|Product manager|Research lead|Field biologist|Founder|\
    Staff engineer|Editor|Actuary|Curator|Head of operations|Consultant (part-time)";
pub(super) const SOURCES: &str = "alumni network|conference in spring|a newsletter|old colleague|LinkedIn";
pub(super) const PLACES: &str = "Berlin|Lisbon|Nairobi|Osaka|Montréal|Leeds|Zürich|Austin|São Paulo";
pub(super) const GOALS: &str = "gain-insight|more-contacts|learn-the-field|test-an-idea|find-a-mentor";
pub(super) const REMARKS: &str = "see the log|to be checked|from the card|was: unknown|keep this up to date";
pub(super) const REPLIES: &str = "happy to talk|wrote by mail|through the alumni page|short and kind|by text";
pub(super) const TOUCHES: &str = "\
    sent an article about|coffee and a long talk about|short call about|\
    met at the fair, spoke of|congratulated on the prize for|exchanged mails about|\
    lunch, mostly about";
pub(super) const ERRANDS: &str = "\
    Send the article|Share my notes|Look up the report|Write a short summary|Read the paper|\
    Ask for an introduction|Return the book|Try the tool|Book the room for a talk|\
    Prepare the slides|Compare the two courses";
pub(super) const TITLES: &str = "Reading notes:|Ideas about|Overview of|What I know of|Sources for|Plan for";
pub(super) const CATEGORIES: &[&str] = &["Work", "Industry", "Path", "Skills", "Culture"];
pub(super) const SUBCATEGORIES: &str = "Day to day|Team|Looking ahead|First steps|Money";
pub(super) const OWN_QUESTIONS: &str = "Why did you choose|What became of|Who else knows|How do you measure";
/// Beginnings of questions: each row holds three wordings of the same one.
pub(super) const OPENERS: &[&str] = &[
    "How did you get into|What led you to|What was your way into",
    "What surprised you most about|What did you not expect of|Where were you wrong about",
    "What would you read first about|Which book would you begin with on|Where does one start with",
    "Which skills matter most for|What must one be good at for|What does one need to master for",
    "How are decisions made about|Who decides on|How do you settle questions of",
    "What is hardest about|Where do people struggle with|What is difficult in",
    "How has your view changed of|What do you see differently about|What have you relearned about",
    "Who taught you most about|From whom did you learn|Who shaped your thinking on",
    "What do outsiders misjudge about|What do most of us get wrong about|What is misread about",
    "How do you spend a week on|What is an ordinary week like for|How is your time divided in",
    "Which tools would you miss most for|What do you use every day for|Which software supports",
    "What will change in five years for|Where do you see the future of|What is coming next for",
    "How do newcomers learn|What helps beginners with|How do you train people in",
    "What do you enjoy most about|What keeps you fond of|Which part do you like best of",
    "What would you do differently about|How would you next handle|What do you regret about",
    "How do you tell good work in|What does excellence mean in|By what do you judge",
    "Which trade-offs shape|What has to be weighed in|What do you give up for",
    "How large is the team behind|How many people work on|What is the size of the group for",
    "Whom should I talk to about|Who else could tell me of|Which people know most about",
    "What is rarely written down about|What does no handbook say on|What is the unwritten side of",
];
#[rustfmt::skip]
pub(super) const SUBJECTS: &[&str] = &[
    "the first year", "field work", "the hiring process", "project planning", "customer visits",
    "public funding", "long contracts", "team meetings", "remote work", "night shifts",
    "writing reports", "data collection", "quality control", "teaching others",
    "keeping up to date", "budget rounds", "working with regulators", "open standards",
    "small suppliers", "large tenders", "lab safety", "peer review", "grant writing",
    "product launches", "user research", "maintenance", "career changes", "part-time roles",
    "mentoring", "public speaking", "negotiation", "travel", "documentation", "automation",
    "legacy systems", "risk assessment", "volunteer groups", "the annual cycle",
    "cross-team projects", "early mistakes",
];
#[rustfmt::skip]
pub(super) const ACTORS: &[&str] = &[
    "The team", "Her group", "The field", "Most of the work", "A typical week",
    "The second project", "The budget", "Our talk", "The new office", "Every newcomer",
    "The old survey", "His advice", "The course", "A small pilot",
];
#[rustfmt::skip]
pub(super) const VERBS: &[&str] = &[
    "turned on", "grew out of", "depends on", "changed after", "began with", "is judged by",
    "draws on", "suffers from", "led to", "was built around", "learns from", "avoids",
];
#[rustfmt::skip]
pub(super) const OBJECTS: &[&str] = &[
    "a careful reading of the grid data", "two years of patient field trips",
    "the merger of both departments", "an honest talk about money",
    "the habit of writing things down", "a list of open problems", "the spring review",
    "a borrowed spreadsheet", "better maps of the region", "weekly visits to the plant",
    "the first public release", "a very small group of readers", "long walks between meetings",
    "the rule of three reviewers",
];
