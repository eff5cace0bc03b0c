"""A typed client of the Tongban approval engine: calls, lists, external tasks, webhooks."""

from tongban_client.client import Client
from tongban_client.transport import ApiError, Unreachable
from tongban_client.webhooks import WebhookRefused, verify_webhook
from tongban_client.worker import BpmnError, Worker

__all__ = ["ApiError", "BpmnError", "Client", "Unreachable", "WebhookRefused", "Worker", "verify_webhook"]
