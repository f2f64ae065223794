from knowledgebase.models.article import Article
from knowledgebase.models.article_file import ArticleFile
from knowledgebase.models.category import Category, CategoryName
from knowledgebase.models.event import ArticleEvent
from knowledgebase.models.flag import ArticleFlag
from knowledgebase.models.help_centre import HelpCentre
from knowledgebase.models.reviewer import Reviewer
from knowledgebase.models.revision import Revision, Significance
from knowledgebase.models.search import SearchEntry, SearchLanguage, SearchSettings, SearchWord
from knowledgebase.models.translation import OldSlug, Translation
from knowledgebase.models.visibility import Visibility, strictest
from knowledgebase.models.visit import Visit
from knowledgebase.models.vote import Vote

__all__ = [
    "Article",
    "ArticleEvent",
    "ArticleFile",
    "ArticleFlag",
    "Category",
    "CategoryName",
    "HelpCentre",
    "OldSlug",
    "Reviewer",
    "Revision",
    "SearchEntry",
    "SearchLanguage",
    "SearchSettings",
    "SearchWord",
    "Significance",
    "Translation",
    "Visibility",
    "Visit",
    "Vote",
    "strictest",
]
