export type Json = string | number | boolean | null | { [key: string]: Json | undefined } | Json[];

export type Database = {
  "public": {
    Tables: {
      "entries": {
        Row: {
          "byte_size": number | null;
          "channels": number | null;
          "codec": string | null;
          "container": string | null;
          "created_at": string;
          "duration_ms": number | null;
          "file_name": string | null;
          "id": string;
          "kind": string;
          "language": string | null;
          "mime_type": string | null;
          "object_etag": string | null;
          "object_path": string | null;
          "sample_rate": number | null;
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
          "codec"?: string | null;
          "container"?: string | null;
          "created_at"?: string;
          "duration_ms"?: number | null;
          "file_name"?: string | null;
          "id"?: string;
          "kind": string;
          "language"?: string | null;
          "mime_type"?: string | null;
          "object_etag"?: string | null;
          "object_path"?: string | null;
          "sample_rate"?: number | null;
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
          "codec"?: string | null;
          "container"?: string | null;
          "created_at"?: string;
          "duration_ms"?: number | null;
          "file_name"?: string | null;
          "id"?: string;
          "kind"?: string;
          "language"?: string | null;
          "mime_type"?: string | null;
          "object_etag"?: string | null;
          "object_path"?: string | null;
          "sample_rate"?: number | null;
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
          "attempts": number;
          "code": string;
          "created_at": string;
          "id": number;
          "job_kind": string;
          "message": string;
          "subject_id": string;
          "user_id": string | null;
        };
        ComputedFields: never;
        Insert: {
          "attempts": number;
          "code": string;
          "created_at"?: string;
          "id"?: never;
          "job_kind": string;
          "message": string;
          "subject_id": string;
          "user_id"?: string | null;
        };
        Update: {
          "attempts"?: number;
          "code"?: string;
          "created_at"?: string;
          "id"?: never;
          "job_kind"?: string;
          "message"?: string;
          "subject_id"?: string;
          "user_id"?: string | null;
        };
        Relationships: [];
      };
      "segments": {
        Row: {
          "end_ms": number | null;
          "position": number;
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
          "description": string;
          "key": string;
          "updated_at": string;
          "value": NonNullable<Json>;
        };
        ComputedFields: never;
        Insert: {
          "description": string;
          "key": string;
          "updated_at"?: string;
          "value": NonNullable<Json>;
        };
        Update: {
          "description"?: string;
          "key"?: string;
          "updated_at"?: string;
          "value"?: NonNullable<Json>;
        };
        Relationships: [];
      };
      "transcriptions": {
        Row: {
          "attempts": number;
          "audio_ms": number | null;
          "confidence": number | null;
          "created_at": string;
          "ended_at": string | null;
          "entry_id": string;
          "error_code": string | null;
          "error_message": string | null;
          "id": string;
          "language": string | null;
          "model": string | null;
          "options": NonNullable<Json>;
          "progress": number;
          "provider": string;
          "revision": number;
          "speakers": NonNullable<Json>;
          "started_at": string | null;
          "status": string;
          "text": string | null;
          "updated_at": string;
          "user_id": string;
        };
        ComputedFields: never;
        Insert: {
          "attempts"?: number;
          "audio_ms"?: number | null;
          "confidence"?: number | null;
          "created_at"?: string;
          "ended_at"?: string | null;
          "entry_id": string;
          "error_code"?: string | null;
          "error_message"?: string | null;
          "id"?: string;
          "language"?: string | null;
          "model"?: string | null;
          "options"?: NonNullable<Json>;
          "progress"?: number;
          "provider": string;
          "revision"?: number;
          "speakers"?: NonNullable<Json>;
          "started_at"?: string | null;
          "status"?: string;
          "text"?: string | null;
          "updated_at"?: string;
          "user_id": string;
        };
        Update: {
          "attempts"?: number;
          "audio_ms"?: number | null;
          "confidence"?: number | null;
          "created_at"?: string;
          "ended_at"?: string | null;
          "entry_id"?: string;
          "error_code"?: string | null;
          "error_message"?: string | null;
          "id"?: string;
          "language"?: string | null;
          "model"?: string | null;
          "options"?: NonNullable<Json>;
          "progress"?: number;
          "provider"?: string;
          "revision"?: number;
          "speakers"?: NonNullable<Json>;
          "started_at"?: string | null;
          "status"?: string;
          "text"?: string | null;
          "updated_at"?: string;
          "user_id"?: string;
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
          "transcriptions": number;
          "user_id": string;
        };
        ComputedFields: never;
        Insert: {
          "audio_ms"?: number;
          "day"?: string;
          "transcriptions"?: number;
          "user_id": string;
        };
        Update: {
          "audio_ms"?: number;
          "day"?: string;
          "transcriptions"?: number;
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
