# SPDX-License-Identifier: Apache-2.0
"""A schema of the size and shape of a code forge's public API (about 1,500 types), and queries against it."""
import itertools

PREFIXES = ("Repository", "Organization", "Project", "Team", "Issue", "PullRequest", "Discussion", "Release", "Workflow",
            "Deployment", "Package", "Sponsor", "Security", "Check", "Commit", "Branch", "Enterprise", "Audit")
SUFFIXES = ("", "Comment", "Review", "Event", "Rule", "Item")
NOUNS = [prefix + suffix for prefix, suffix in itertools.product(PREFIXES, SUFFIXES)]

PAGING = ("after: String, before: String, first: Int, last: Int")
INTERFACES = '''
"An object that can be fetched by its identity."
interface Node { id: ID! }
"Whoever does something."
interface Actor { login: String! url: URI! avatarUrl(size: Int): URI! }
"Something with a page of its own."
interface Locatable { url: URI! resourcePath: URI! }
"Something that people talk about."
interface Commentable { body: String! bodyText: String! author: Actor createdAt: DateTime! }
'''


def noun(index, name):
    """The types that belong to one noun: itself, pages of it, its order, state and filter, and how it is changed."""
    field = name[0].lower() + name[1:]
    others = [NOUNS[(index * 7 + step * 11) % len(NOUNS)] for step in range(1, 8)]
    pages = "".join(
        f'  "A page of {other}."\n  {other[0].lower()}{other[1:]}s({PAGING}, orderBy: {other}Order, filterBy: {other}Filters, '
        f'states: [{other}State!]): {other}Connection!\n' for other in others[:5])
    single = "".join(f"  last{other}(number: Int!): {other}\n" for other in others[5:])
    changes = "".join(f'''
"What {verb} a {name} takes."
input {verb.title()}{name}Input {{ clientMutationId: String id: ID title: String{"!" if verb == "create" else ""} body: String = ""
  labels: [String!] state: {name}State priority: Int = 0 dueOn: DateTime }}
type {verb.title()}{name}Payload {{ clientMutationId: String actor: Actor {field}: {name} }}
''' for verb in ("create", "update", "delete"))
    return f'''
"""
One {name}: what it is called, who made it and what belongs to it.
"""
type {name} implements Node & Locatable & Commentable {{
  id: ID!
  url: URI!
  resourcePath: URI!
  body: String!
  bodyText: String!
  bodyHtml: HTML!
  author: Actor
  createdAt: DateTime!
  updatedAt: DateTime!
  "When nobody may change it any more."
  lockedAt: DateTime
  title: String!
  number: Int!
  state: {name}State!
  isPinned: Boolean!
  priority: Float
  viewerCanUpdate: Boolean!
  viewerDidAuthor: Boolean! @deprecated(reason: "Compare the author.")
{pages}{single}}}
type {name}Edge {{ cursor: String! node: {name} }}
type {name}Connection {{ edges: [{name}Edge] nodes: [{name}] pageInfo: PageInfo! totalCount: Int! }}
enum {name}State {{ OPEN CLOSED MERGED ARCHIVED }}
enum {name}OrderField {{ CREATED_AT UPDATED_AT TITLE }}
input {name}Order {{ field: {name}OrderField! direction: OrderDirection! = ASC }}
input {name}Filters {{ createdBy: String labels: [String!] states: [{name}State!] since: DateTime mentioned: String }}
{changes}'''


def schema():
    nouns = "".join(noun(index, name) for index, name in enumerate(NOUNS))
    fields = "".join(f'  {name[0].lower()}{name[1:]}(owner: String, name: String, number: Int, id: ID): {name}\n'
                     f'  {name[0].lower()}{name[1:]}s({PAGING}, orderBy: {name}Order): {name}Connection!\n' for name in NOUNS)
    changes = "".join(f"  {verb}{name}(input: {verb.title()}{name}Input!): {verb.title()}{name}Payload\n"
                      for name in NOUNS for verb in ("create", "update", "delete"))
    return f'''scalar DateTime
scalar URI
scalar HTML
enum OrderDirection {{ ASC DESC }}
type PageInfo {{ hasNextPage: Boolean! hasPreviousPage: Boolean! startCursor: String endCursor: String }}
type User implements Node & Actor & Locatable {{ id: ID! login: String! name: String url: URI! resourcePath: URI!
  avatarUrl(size: Int): URI! followers({PAGING}): UserConnection! }}
type Bot implements Node & Actor {{ id: ID! login: String! url: URI! avatarUrl(size: Int): URI! }}
type UserConnection {{ nodes: [User] totalCount: Int! pageInfo: PageInfo! }}
union SearchResult = User | {" | ".join(NOUNS[:20])}
{INTERFACES}{nouns}
type Query {{
  viewer: User!
  version: String!
  node(id: ID!): Node
  search(query: String!, {PAGING}): [SearchResult!]!
{fields}}}
type Mutation {{
{changes}}}
'''


SMALL = "{ viewer { login } }"

MEDIUM = """query Overview($owner: String!, $name: String!, $first: Int = 20, $after: String, $withAuthors: Boolean = true) {
  viewer { login avatarUrl(size: 64) }
  repository(owner: $owner, name: $name) {
    ...About
    title
    state
    pullRequestEvents(first: $first, after: $after, orderBy: {field: UPDATED_AT, direction: DESC}, states: [OPEN, MERGED]) {
      totalCount
      pageInfo { hasNextPage endCursor }
      nodes {
        ...About
        number
        author @include(if: $withAuthors) { ...Who }
        lastCheckEvent(number: 7) { title priority }
      }
    }
    recent: deploymentComments(last: 5, filterBy: {labels: ["bug", "urgent"], createdBy: "octavia"}) {
      edges { cursor node { ...About bodyText createdAt author { ...Who } } }
    }
  }
  search(query: "is:open sort:updated", first: 10) {
    __typename
    ... on User { login name followers(first: 3) { totalCount } }
    ... on Repository { ...About isPinned }
    ... on RepositoryComment { id body author { ...Who } }
  }
}

fragment About on Locatable { url resourcePath ... on Commentable { body } }
fragment Who on Actor { login avatarUrl(size: 32) ... on User { name } }
"""


def large():
    """About 15 KB: one operation, fragments with fragments in them, aliases, arguments of every kind."""
    parts, spreads = [], []
    for index in range(0, 36):
        name = NOUNS[index * 3]
        page = NOUNS[(index * 3 * 7 + 11) % len(NOUNS)]
        pages = page[0].lower() + page[1:] + "s"
        parts.append(f"""fragment Part{index} on {name} {{
  ...About
  number title state isPinned updatedAt
  page{index}: {pages}(first: $first, orderBy: {{field: CREATED_AT, direction: ASC}}, filterBy: {{labels: ["a", "b"], mentioned: $owner}}) {{
    totalCount
    pageInfo {{ hasNextPage hasPreviousPage startCursor endCursor }}
    edges {{ cursor node {{ id title ...About author {{ ...Who }} }} }}
  }}
}}
""")
        field = name[0].lower() + name[1:]
        spreads.append(f"  item{index}: {field}(owner: $owner, name: $name, number: {index}) {{ id ...Part{index} }}\n")
    return f"""query Everything($owner: String!, $name: String!, $first: Int = 10) {{
{"".join(spreads)}}}
{"".join(parts)}
fragment About on Locatable {{ url resourcePath ... on Commentable {{ body }} }}
fragment Who on Actor {{ login avatarUrl(size: 32) ... on User {{ name }} }}
"""


# Each of these words stands once in MEDIUM; each change is one error of its own.
DAMAGE = (("isPinned", "isPined"), ("number: 7", 'number: "seven"'), ("size: 64", "width: 64"), ("{ title priority }", ""),
          ("$after: String", "$after: Int"), ("...About bodyText", "...Abot bodyText"), ("first: 3", "first: 3, first: 4"))


def broken():
    text = MEDIUM
    for old, new in DAMAGE:
        assert old in text, old
        text = text.replace(old, new, 1)
    return text


def queries(introspection):
    """Name → (text, number of errors)."""
    return {"small": (SMALL, 0), "medium": (MEDIUM, 0), "introspection": (introspection, 0), "large": (large(), 0),
            "broken": (broken(), len(DAMAGE))}
