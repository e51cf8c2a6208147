export type Json = string | number | boolean | null | { [key: string]: Json | undefined } | Json[];

export type Database = {
  "public": {
    Tables: {
      "api_keys": {
        Row: {
          "created_at": string;
          "ended_at": string | null;
          "expires_at": string | null;
          "hash": string;
          "id": string;
          "last_used_at": string | null;
          "name": string;
          "prefix": string;
          "revoked_at": string | null;
          "scopes": (string)[];
          "user_id": string;
        };
        ComputedFields: never;
        Insert: {
          "created_at"?: string;
          "ended_at"?: never;
          "expires_at"?: string | null;
          "hash": string;
          "id"?: string;
          "last_used_at"?: string | null;
          "name": string;
          "prefix": string;
          "revoked_at"?: string | null;
          "scopes": (string)[];
          "user_id": string;
        };
        Update: {
          "created_at"?: string;
          "ended_at"?: never;
          "expires_at"?: string | null;
          "hash"?: string;
          "id"?: string;
          "last_used_at"?: string | null;
          "name"?: string;
          "prefix"?: string;
          "revoked_at"?: string | null;
          "scopes"?: (string)[];
          "user_id"?: string;
        };
        Relationships: [];
      };
      "audit_logs": {
        Row: {
          "action": string;
          "actor_id": string | null;
          "created_at": string;
          "detail": NonNullable<Json>;
          "id": number;
          "request_id": string | null;
          "subject": string;
        };
        ComputedFields: never;
        Insert: {
          "action": string;
          "actor_id"?: string | null;
          "created_at"?: string;
          "detail"?: NonNullable<Json>;
          "id"?: never;
          "request_id"?: string | null;
          "subject": string;
        };
        Update: {
          "action"?: string;
          "actor_id"?: string | null;
          "created_at"?: string;
          "detail"?: NonNullable<Json>;
          "id"?: never;
          "request_id"?: string | null;
          "subject"?: string;
        };
        Relationships: [];
      };
      "chat_messages": {
        Row: {
          "cached_tokens": number | null;
          "citations": NonNullable<Json>;
          "content": string;
          "created_at": string;
          "ended_at": string | null;
          "error_code": string | null;
          "error_message": string | null;
          "finish_reason": string | null;
          "id": string;
          "input_tokens": number | null;
          "lease_token": string | null;
          "lease_until": string | null;
          "model": string | null;
          "options": NonNullable<Json>;
          "output_tokens": number | null;
          "position": number | null;
          "prompt_version": string | null;
          "provider": string | null;
          "question": string | null;
          "removed_citations": number;
          "role": string;
          "session_id": string | null;
          "status": string;
          "supported": boolean | null;
          "transcription_ids": (string)[] | null;
          "user_id": string;
        };
        ComputedFields: never;
        Insert: {
          "cached_tokens"?: number | null;
          "citations"?: NonNullable<Json>;
          "content"?: string;
          "created_at"?: string;
          "ended_at"?: string | null;
          "error_code"?: string | null;
          "error_message"?: string | null;
          "finish_reason"?: string | null;
          "id"?: string;
          "input_tokens"?: number | null;
          "lease_token"?: string | null;
          "lease_until"?: string | null;
          "model"?: string | null;
          "options"?: NonNullable<Json>;
          "output_tokens"?: number | null;
          "position"?: number | null;
          "prompt_version"?: string | null;
          "provider"?: string | null;
          "question"?: string | null;
          "removed_citations"?: number;
          "role": string;
          "session_id"?: string | null;
          "status": string;
          "supported"?: boolean | null;
          "transcription_ids"?: (string)[] | null;
          "user_id": string;
        };
        Update: {
          "cached_tokens"?: number | null;
          "citations"?: NonNullable<Json>;
          "content"?: string;
          "created_at"?: string;
          "ended_at"?: string | null;
          "error_code"?: string | null;
          "error_message"?: string | null;
          "finish_reason"?: string | null;
          "id"?: string;
          "input_tokens"?: number | null;
          "lease_token"?: string | null;
          "lease_until"?: string | null;
          "model"?: string | null;
          "options"?: NonNullable<Json>;
          "output_tokens"?: number | null;
          "position"?: number | null;
          "prompt_version"?: string | null;
          "provider"?: string | null;
          "question"?: string | null;
          "removed_citations"?: number;
          "role"?: string;
          "session_id"?: string | null;
          "status"?: string;
          "supported"?: boolean | null;
          "transcription_ids"?: (string)[] | null;
          "user_id"?: string;
        };
        Relationships: [
          {
            foreignKeyName: "a_message_has_its_sessions_owner";
            columns: ["user_id", "session_id"];
            isOneToOne: false;
            referencedRelation: "chat_sessions";
            referencedColumns: ["user_id", "id"];
          },
        ];
      };
      "chat_session_sources": {
        Row: {
          "created_at": string;
          "session_id": string;
          "transcription_id": string;
          "user_id": string;
        };
        ComputedFields: never;
        Insert: {
          "created_at"?: string;
          "session_id": string;
          "transcription_id": string;
          "user_id": string;
        };
        Update: {
          "created_at"?: string;
          "session_id"?: string;
          "transcription_id"?: string;
          "user_id"?: string;
        };
        Relationships: [
          {
            foreignKeyName: "a_source_has_its_sessions_owner";
            columns: ["user_id", "session_id"];
            isOneToOne: false;
            referencedRelation: "chat_sessions";
            referencedColumns: ["user_id", "id"];
          },
          {
            foreignKeyName: "a_source_has_its_transcriptions_owner";
            columns: ["user_id", "transcription_id"];
            isOneToOne: false;
            referencedRelation: "transcriptions";
            referencedColumns: ["user_id", "id"];
          },
        ];
      };
      "chat_sessions": {
        Row: {
          "created_at": string;
          "id": string;
          "status": string;
          "title": string;
          "updated_at": string;
          "user_id": string;
        };
        ComputedFields: never;
        Insert: {
          "created_at"?: string;
          "id"?: string;
          "status"?: string;
          "title"?: string;
          "updated_at"?: string;
          "user_id": string;
        };
        Update: {
          "created_at"?: string;
          "id"?: string;
          "status"?: string;
          "title"?: string;
          "updated_at"?: string;
          "user_id"?: string;
        };
        Relationships: [];
      };
      "documents": {
        Row: {
          "content": Json | null;
          "created_at": string;
          "ended_at": string | null;
          "error_code": string | null;
          "error_message": string | null;
          "id": string;
          "input_tokens": number;
          "kind": string;
          "model": string | null;
          "options": NonNullable<Json>;
          "output_tokens": number;
          "prompt_text": string;
          "prompt_version": number;
          "provider": string | null;
          "report": NonNullable<Json>;
          "revision": number | null;
          "started_at": string | null;
          "status": string;
          "text": string | null;
          "transcription_id": string;
          "updated_at": string;
          "user_id": string;
        };
        ComputedFields: never;
        Insert: {
          "content"?: Json | null;
          "created_at"?: string;
          "ended_at"?: string | null;
          "error_code"?: string | null;
          "error_message"?: string | null;
          "id"?: string;
          "input_tokens"?: number;
          "kind": string;
          "model"?: string | null;
          "options"?: NonNullable<Json>;
          "output_tokens"?: number;
          "prompt_text": string;
          "prompt_version": number;
          "provider"?: string | null;
          "report"?: NonNullable<Json>;
          "revision"?: number | null;
          "started_at"?: string | null;
          "status"?: string;
          "text"?: string | null;
          "transcription_id": string;
          "updated_at"?: string;
          "user_id": string;
        };
        Update: {
          "content"?: Json | null;
          "created_at"?: string;
          "ended_at"?: string | null;
          "error_code"?: string | null;
          "error_message"?: string | null;
          "id"?: string;
          "input_tokens"?: number;
          "kind"?: string;
          "model"?: string | null;
          "options"?: NonNullable<Json>;
          "output_tokens"?: number;
          "prompt_text"?: string;
          "prompt_version"?: number;
          "provider"?: string | null;
          "report"?: NonNullable<Json>;
          "revision"?: number | null;
          "started_at"?: string | null;
          "status"?: string;
          "text"?: string | null;
          "transcription_id"?: string;
          "updated_at"?: string;
          "user_id"?: string;
        };
        Relationships: [
          {
            foreignKeyName: "a_document_has_its_transcriptions_owner";
            columns: ["user_id", "transcription_id"];
            isOneToOne: false;
            referencedRelation: "transcriptions";
            referencedColumns: ["user_id", "id"];
          },
        ];
      };
      "entries": {
        Row: {
          "byte_size": number | null;
          "channels": number | null;
          "clip_end_ms": number | null;
          "clip_start_ms": number | null;
          "codec": string | null;
          "container": string | null;
          "created_at": string;
          "duration_ms": number | null;
          "error_code": string | null;
          "error_message": string | null;
          "expires_at": string | null;
          "file_name": string | null;
          "id": string;
          "kind": string;
          "language": string | null;
          "link": string | null;
          "mime_type": string | null;
          "object_etag": string | null;
          "object_path": string | null;
          "sample_rate": number | null;
          "search": unknown;
          "sha256": string | null;
          "source": string;
          "status": string;
          "tags": (string)[];
          "title": string;
          "updated_at": string;
          "user_id": string;
        };
        ComputedFields: never;
        Insert: {
          "byte_size"?: number | null;
          "channels"?: number | null;
          "clip_end_ms"?: number | null;
          "clip_start_ms"?: number | null;
          "codec"?: string | null;
          "container"?: string | null;
          "created_at"?: string;
          "duration_ms"?: number | null;
          "error_code"?: string | null;
          "error_message"?: string | null;
          "expires_at"?: string | null;
          "file_name"?: string | null;
          "id"?: string;
          "kind": string;
          "language"?: string | null;
          "link"?: string | null;
          "mime_type"?: string | null;
          "object_etag"?: string | null;
          "object_path"?: string | null;
          "sample_rate"?: number | null;
          "search"?: unknown;
          "sha256"?: string | null;
          "source": string;
          "status": string;
          "tags"?: (string)[];
          "title"?: string;
          "updated_at"?: string;
          "user_id": string;
        };
        Update: {
          "byte_size"?: number | null;
          "channels"?: number | null;
          "clip_end_ms"?: number | null;
          "clip_start_ms"?: number | null;
          "codec"?: string | null;
          "container"?: string | null;
          "created_at"?: string;
          "duration_ms"?: number | null;
          "error_code"?: string | null;
          "error_message"?: string | null;
          "expires_at"?: string | null;
          "file_name"?: string | null;
          "id"?: string;
          "kind"?: string;
          "language"?: string | null;
          "link"?: string | null;
          "mime_type"?: string | null;
          "object_etag"?: string | null;
          "object_path"?: string | null;
          "sample_rate"?: number | null;
          "search"?: unknown;
          "sha256"?: string | null;
          "source"?: string;
          "status"?: string;
          "tags"?: (string)[];
          "title"?: string;
          "updated_at"?: string;
          "user_id"?: string;
        };
        Relationships: [];
      };
      "error_logs": {
        Row: {
          "attempts": number | null;
          "code": string;
          "created_at": string;
          "id": number;
          "job_kind": string | null;
          "message": string;
          "request_id": string | null;
          "route": string | null;
          "subject_id": string | null;
          "user_id": string | null;
        };
        ComputedFields: never;
        Insert: {
          "attempts"?: number | null;
          "code": string;
          "created_at"?: string;
          "id"?: never;
          "job_kind"?: string | null;
          "message": string;
          "request_id"?: string | null;
          "route"?: string | null;
          "subject_id"?: string | null;
          "user_id"?: string | null;
        };
        Update: {
          "attempts"?: number | null;
          "code"?: string;
          "created_at"?: string;
          "id"?: never;
          "job_kind"?: string | null;
          "message"?: string;
          "request_id"?: string | null;
          "route"?: string | null;
          "subject_id"?: string | null;
          "user_id"?: string | null;
        };
        Relationships: [];
      };
      "events": {
        Row: {
          "created_at": string;
          "data": NonNullable<Json>;
          "id": number;
          "subject_id": string;
          "type": string;
          "user_id": string;
          "written_by": unknown;
        };
        ComputedFields: never;
        Insert: {
          "created_at"?: string;
          "data": NonNullable<Json>;
          "id"?: never;
          "subject_id": string;
          "type": string;
          "user_id": string;
          "written_by"?: unknown;
        };
        Update: {
          "created_at"?: string;
          "data"?: NonNullable<Json>;
          "id"?: never;
          "subject_id"?: string;
          "type"?: string;
          "user_id"?: string;
          "written_by"?: unknown;
        };
        Relationships: [];
      };
      "prompts": {
        Row: {
          "created_at": string;
          "is_active": boolean;
          "kind": string;
          "text": string;
          "version": number;
        };
        ComputedFields: never;
        Insert: {
          "created_at"?: string;
          "is_active"?: boolean;
          "kind": string;
          "text": string;
          "version": number;
        };
        Update: {
          "created_at"?: string;
          "is_active"?: boolean;
          "kind"?: string;
          "text"?: string;
          "version"?: number;
        };
        Relationships: [];
      };
      "segments": {
        Row: {
          "end_ms": number | null;
          "position": number;
          "search": unknown;
          "speaker": string | null;
          "start_ms": number | null;
          "text": string;
          "transcription_id": string;
          "user_id": string;
          "words": Json | null;
        };
        ComputedFields: never;
        Insert: {
          "end_ms"?: number | null;
          "position": number;
          "search"?: unknown;
          "speaker"?: string | null;
          "start_ms"?: number | null;
          "text": string;
          "transcription_id": string;
          "user_id": string;
          "words"?: Json | null;
        };
        Update: {
          "end_ms"?: number | null;
          "position"?: number;
          "search"?: unknown;
          "speaker"?: string | null;
          "start_ms"?: number | null;
          "text"?: string;
          "transcription_id"?: string;
          "user_id"?: string;
          "words"?: Json | null;
        };
        Relationships: [
          {
            foreignKeyName: "a_segment_has_its_transcriptions_owner";
            columns: ["user_id", "transcription_id"];
            isOneToOne: false;
            referencedRelation: "transcriptions";
            referencedColumns: ["user_id", "id"];
          },
        ];
      };
      "settings": {
        Row: {
          "default_value": NonNullable<Json>;
          "description": string;
          "key": string;
          "kind": string;
          "maximum": number | null;
          "minimum": number | null;
          "updated_at": string;
          "value": NonNullable<Json>;
        };
        ComputedFields: never;
        Insert: {
          "default_value": NonNullable<Json>;
          "description": string;
          "key": string;
          "kind": string;
          "maximum"?: number | null;
          "minimum"?: number | null;
          "updated_at"?: string;
          "value": NonNullable<Json>;
        };
        Update: {
          "default_value"?: NonNullable<Json>;
          "description"?: string;
          "key"?: string;
          "kind"?: string;
          "maximum"?: number | null;
          "minimum"?: number | null;
          "updated_at"?: string;
          "value"?: NonNullable<Json>;
        };
        Relationships: [];
      };
      "transcription_changes": {
        Row: {
          "after": NonNullable<Json>;
          "before": NonNullable<Json>;
          "created_at": string;
          "kind": string;
          "position": number | null;
          "revision": number;
          "transcription_id": string;
          "user_id": string;
        };
        ComputedFields: never;
        Insert: {
          "after": NonNullable<Json>;
          "before": NonNullable<Json>;
          "created_at"?: string;
          "kind": string;
          "position"?: number | null;
          "revision": number;
          "transcription_id": string;
          "user_id": string;
        };
        Update: {
          "after"?: NonNullable<Json>;
          "before"?: NonNullable<Json>;
          "created_at"?: string;
          "kind"?: string;
          "position"?: number | null;
          "revision"?: number;
          "transcription_id"?: string;
          "user_id"?: string;
        };
        Relationships: [
          {
            foreignKeyName: "a_change_has_its_transcriptions_owner";
            columns: ["user_id", "transcription_id"];
            isOneToOne: false;
            referencedRelation: "transcriptions";
            referencedColumns: ["user_id", "id"];
          },
        ];
      };
      "transcriptions": {
        Row: {
          "attempts": number;
          "audio_ms": number | null;
          "clip_end_ms": number | null;
          "clip_start_ms": number | null;
          "confidence": number | null;
          "created_at": string;
          "documents": NonNullable<Json>;
          "ended_at": string | null;
          "entry_id": string;
          "error_code": string | null;
          "error_message": string | null;
          "fallbacks": (string)[];
          "id": string;
          "language": string | null;
          "model": string | null;
          "options": NonNullable<Json>;
          "own_key": boolean;
          "progress": number;
          "prompt_text": string | null;
          "prompt_version": number | null;
          "provider": string;
          "revision": number;
          "speakers": NonNullable<Json>;
          "started_at": string | null;
          "status": string;
          "text": string | null;
          "updated_at": string;
          "user_id": string;
          "webhook_url": string | null;
        };
        ComputedFields: never;
        Insert: {
          "attempts"?: number;
          "audio_ms"?: number | null;
          "clip_end_ms"?: number | null;
          "clip_start_ms"?: number | null;
          "confidence"?: number | null;
          "created_at"?: string;
          "documents"?: NonNullable<Json>;
          "ended_at"?: string | null;
          "entry_id": string;
          "error_code"?: string | null;
          "error_message"?: string | null;
          "fallbacks"?: (string)[];
          "id"?: string;
          "language"?: string | null;
          "model"?: string | null;
          "options"?: NonNullable<Json>;
          "own_key"?: boolean;
          "progress"?: number;
          "prompt_text"?: string | null;
          "prompt_version"?: number | null;
          "provider": string;
          "revision"?: number;
          "speakers"?: NonNullable<Json>;
          "started_at"?: string | null;
          "status"?: string;
          "text"?: string | null;
          "updated_at"?: string;
          "user_id": string;
          "webhook_url"?: string | null;
        };
        Update: {
          "attempts"?: number;
          "audio_ms"?: number | null;
          "clip_end_ms"?: number | null;
          "clip_start_ms"?: number | null;
          "confidence"?: number | null;
          "created_at"?: string;
          "documents"?: NonNullable<Json>;
          "ended_at"?: string | null;
          "entry_id"?: string;
          "error_code"?: string | null;
          "error_message"?: string | null;
          "fallbacks"?: (string)[];
          "id"?: string;
          "language"?: string | null;
          "model"?: string | null;
          "options"?: NonNullable<Json>;
          "own_key"?: boolean;
          "progress"?: number;
          "prompt_text"?: string | null;
          "prompt_version"?: number | null;
          "provider"?: string;
          "revision"?: number;
          "speakers"?: NonNullable<Json>;
          "started_at"?: string | null;
          "status"?: string;
          "text"?: string | null;
          "updated_at"?: string;
          "user_id"?: string;
          "webhook_url"?: string | null;
        };
        Relationships: [
          {
            foreignKeyName: "a_transcription_has_its_entrys_owner";
            columns: ["user_id", "entry_id"];
            isOneToOne: false;
            referencedRelation: "entries";
            referencedColumns: ["user_id", "id"];
          },
        ];
      };
      "usage_daily": {
        Row: {
          "audio_ms": number;
          "day": string;
          "input_tokens": number;
          "output_tokens": number;
          "submissions": number;
          "transcriptions": number;
          "user_id": string;
        };
        ComputedFields: never;
        Insert: {
          "audio_ms"?: number;
          "day"?: string;
          "input_tokens"?: number;
          "output_tokens"?: number;
          "submissions"?: number;
          "transcriptions"?: number;
          "user_id": string;
        };
        Update: {
          "audio_ms"?: number;
          "day"?: string;
          "input_tokens"?: number;
          "output_tokens"?: number;
          "submissions"?: number;
          "transcriptions"?: number;
          "user_id"?: string;
        };
        Relationships: [];
      };
      "user_limits": {
        Row: {
          "monthly_audio_seconds": number | null;
          "requests_per_minute": number | null;
          "submissions_per_day": number | null;
          "submissions_per_minute": number | null;
          "user_id": string;
        };
        ComputedFields: never;
        Insert: {
          "monthly_audio_seconds"?: number | null;
          "requests_per_minute"?: number | null;
          "submissions_per_day"?: number | null;
          "submissions_per_minute"?: number | null;
          "user_id": string;
        };
        Update: {
          "monthly_audio_seconds"?: number | null;
          "requests_per_minute"?: number | null;
          "submissions_per_day"?: number | null;
          "submissions_per_minute"?: number | null;
          "user_id"?: string;
        };
        Relationships: [];
      };
      "webhook_deliveries": {
        Row: {
          "attempts": number;
          "created_at": string;
          "data": NonNullable<Json>;
          "delivered_at": string | null;
          "endpoint_id": string | null;
          "error": string | null;
          "event_id": number | null;
          "id": string;
          "next_attempt_at": string | null;
          "response_excerpt": string | null;
          "response_status": number | null;
          "status": string;
          "type": string;
          "url": string | null;
          "user_id": string;
        };
        ComputedFields: never;
        Insert: {
          "attempts"?: number;
          "created_at"?: string;
          "data": NonNullable<Json>;
          "delivered_at"?: string | null;
          "endpoint_id"?: string | null;
          "error"?: string | null;
          "event_id"?: number | null;
          "id"?: string;
          "next_attempt_at"?: string | null;
          "response_excerpt"?: string | null;
          "response_status"?: number | null;
          "status"?: string;
          "type": string;
          "url"?: string | null;
          "user_id": string;
        };
        Update: {
          "attempts"?: number;
          "created_at"?: string;
          "data"?: NonNullable<Json>;
          "delivered_at"?: string | null;
          "endpoint_id"?: string | null;
          "error"?: string | null;
          "event_id"?: number | null;
          "id"?: string;
          "next_attempt_at"?: string | null;
          "response_excerpt"?: string | null;
          "response_status"?: number | null;
          "status"?: string;
          "type"?: string;
          "url"?: string | null;
          "user_id"?: string;
        };
        Relationships: [
          {
            foreignKeyName: "a_delivery_has_its_endpoints_owner";
            columns: ["user_id", "endpoint_id"];
            isOneToOne: false;
            referencedRelation: "webhook_endpoints";
            referencedColumns: ["user_id", "id"];
          },
        ];
      };
      "webhook_endpoints": {
        Row: {
          "created_at": string;
          "description": string;
          "events": (string)[];
          "failures": number;
          "id": string;
          "paused_reason": string | null;
          "secret_rotated_at": string | null;
          "secret_version": number;
          "status": string;
          "updated_at": string;
          "url": string;
          "user_id": string;
        };
        ComputedFields: never;
        Insert: {
          "created_at"?: string;
          "description"?: string;
          "events"?: (string)[];
          "failures"?: number;
          "id"?: string;
          "paused_reason"?: string | null;
          "secret_rotated_at"?: string | null;
          "secret_version"?: number;
          "status"?: string;
          "updated_at"?: string;
          "url": string;
          "user_id": string;
        };
        Update: {
          "created_at"?: string;
          "description"?: string;
          "events"?: (string)[];
          "failures"?: number;
          "id"?: string;
          "paused_reason"?: string | null;
          "secret_rotated_at"?: string | null;
          "secret_version"?: number;
          "status"?: string;
          "updated_at"?: string;
          "url"?: string;
          "user_id"?: string;
        };
        Relationships: [];
      };
    };
    Views: {
      [_ in never]: never;
    };
    Functions: {
      [_ in never]: never;
    };
    Enums: {
      [_ in never]: never;
    };
    CompositeTypes: {
      [_ in never]: never;
    };
  };
};

type DatabaseWithoutInternals = Omit<Database, "__InternalSupabase">;

type DefaultSchema = DatabaseWithoutInternals[Extract<keyof Database, "public">];

export type Tables<
  DefaultSchemaTableNameOrOptions extends
    | keyof (DefaultSchema["Tables"] & DefaultSchema["Views"])
    | { schema: keyof DatabaseWithoutInternals },
  TableName extends DefaultSchemaTableNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals;
  } ? keyof (
      & DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"]
      & DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Views"]
    )
    : never = never,
> = DefaultSchemaTableNameOrOptions extends { schema: keyof DatabaseWithoutInternals } ? (
    & DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"]
    & DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Views"]
  )[TableName] extends {
    Row: infer R;
  } ? R
  : never
  : DefaultSchemaTableNameOrOptions extends keyof (DefaultSchema["Tables"] & DefaultSchema["Views"])
    ? (DefaultSchema["Tables"] & DefaultSchema["Views"])[DefaultSchemaTableNameOrOptions] extends {
      Row: infer R;
    } ? R
    : never
  : never;

export type TablesInsert<
  DefaultSchemaTableNameOrOptions extends
    | keyof DefaultSchema["Tables"]
    | { schema: keyof DatabaseWithoutInternals },
  TableName extends DefaultSchemaTableNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals;
  } ? keyof DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"]
    : never = never,
> = DefaultSchemaTableNameOrOptions extends { schema: keyof DatabaseWithoutInternals }
  ? DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"][TableName] extends {
    Insert: infer I;
  } ? I
  : never
  : DefaultSchemaTableNameOrOptions extends keyof DefaultSchema["Tables"]
    ? DefaultSchema["Tables"][DefaultSchemaTableNameOrOptions] extends {
      Insert: infer I;
    } ? I
    : never
  : never;

export type TablesUpdate<
  DefaultSchemaTableNameOrOptions extends
    | keyof DefaultSchema["Tables"]
    | { schema: keyof DatabaseWithoutInternals },
  TableName extends DefaultSchemaTableNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals;
  } ? keyof DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"]
    : never = never,
> = DefaultSchemaTableNameOrOptions extends { schema: keyof DatabaseWithoutInternals }
  ? DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"][TableName] extends {
    Update: infer U;
  } ? U
  : never
  : DefaultSchemaTableNameOrOptions extends keyof DefaultSchema["Tables"]
    ? DefaultSchema["Tables"][DefaultSchemaTableNameOrOptions] extends {
      Update: infer U;
    } ? U
    : never
  : never;

export type Enums<
  DefaultSchemaEnumNameOrOptions extends
    | keyof DefaultSchema["Enums"]
    | { schema: keyof DatabaseWithoutInternals },
  EnumName extends DefaultSchemaEnumNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals;
  } ? keyof DatabaseWithoutInternals[DefaultSchemaEnumNameOrOptions["schema"]]["Enums"]
    : never = never,
> = DefaultSchemaEnumNameOrOptions extends { schema: keyof DatabaseWithoutInternals }
  ? DatabaseWithoutInternals[DefaultSchemaEnumNameOrOptions["schema"]]["Enums"][EnumName]
  : DefaultSchemaEnumNameOrOptions extends keyof DefaultSchema["Enums"]
    ? DefaultSchema["Enums"][DefaultSchemaEnumNameOrOptions]
  : never;

export type CompositeTypes<
  PublicCompositeTypeNameOrOptions extends
    | keyof DefaultSchema["CompositeTypes"]
    | { schema: keyof DatabaseWithoutInternals },
  CompositeTypeName extends PublicCompositeTypeNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals;
  } ? keyof DatabaseWithoutInternals[PublicCompositeTypeNameOrOptions["schema"]]["CompositeTypes"]
    : never = never,
> = PublicCompositeTypeNameOrOptions extends { schema: keyof DatabaseWithoutInternals }
  ? DatabaseWithoutInternals[PublicCompositeTypeNameOrOptions["schema"]]["CompositeTypes"][CompositeTypeName]
  : PublicCompositeTypeNameOrOptions extends keyof DefaultSchema["CompositeTypes"]
    ? DefaultSchema["CompositeTypes"][PublicCompositeTypeNameOrOptions]
  : never;

export const Constants = {
  "public": {
    Enums: {},
  },
} as const;
