from knowledgebase.models.article import Article
from knowledgebase.models.article_file import ArticleFile
from knowledgebase.models.category import Category, CategoryName
from knowledgebase.models.event import ArticleEvent
from knowledgebase.models.reviewer import Reviewer
from knowledgebase.models.revision import Revision, Significance
from knowledgebase.models.translation import OldSlug, Translation
from knowledgebase.models.visibility import Visibility, strictest

__all__ = [
    "Article",
    "ArticleEvent",
    "ArticleFile",
    "Category",
    "CategoryName",
    "OldSlug",
    "Reviewer",
    "Revision",
    "Significance",
    "Translation",
    "Visibility",
    "strictest",
]
