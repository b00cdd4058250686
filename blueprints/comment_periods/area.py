from flask import Blueprint

blueprint = Blueprint("comment_periods", __name__)
