from flask import Blueprint

blueprint = Blueprint("bulletins", __name__)
