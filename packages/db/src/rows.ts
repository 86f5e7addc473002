/** One stored row of each table, as the clients return it. Columns that hold JSON are text here. */
export type {
  ApiToken,
  AuditEntry,
  EnrolmentToken,
  Host,
  Job,
  JobEvent,
  OneTimeLink,
  Session,
  SshKey,
  Template,
  TemplateVersion,
  User,
  Vm,
  Webhook,
  WebhookAttempt,
  WebhookDelivery,
} from './generated/client.ts';
