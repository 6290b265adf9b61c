/** Made by `make types` from the server's OpenAPI document; never edited by hand. */
export type paths = Record<string, never>;
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /**
         * AccountView
         * @description What the organization's account may do. Without one, `account_id` is null; `requirements` are Stripe's names.
         *
         *     `configured` says whether this server can connect one.
         */
        AccountView: {
            /** Account Id */
            account_id: string | null;
            /** Charges Enabled */
            charges_enabled: boolean;
            /** Configured */
            configured: boolean;
            /** Payouts Enabled */
            payouts_enabled: boolean;
            /** Requirements */
            requirements: {
                [key: string]: unknown;
            };
        };
        /**
         * ActivityList
         * @description In the order it happened; `seq` has no gaps.
         */
        ActivityList: {
            /** Activity */
            activity: components["schemas"]["ActivityView"][];
        };
        /**
         * ActivityView
         * @description `metadata` is {table, record_id, changed: {field: {from, to}}}.
         */
        ActivityView: {
            /** Action Type */
            action_type: string;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Description */
            description: string;
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Metadata */
            metadata: {
                [key: string]: unknown;
            };
            /** Seq */
            seq: number;
            /** User Id */
            user_id: string | null;
        };
        /**
         * AddCategory
         * @example {
         *       "budgeted_amount": "8000.00",
         *       "category": "catering",
         *       "currency": "EUR"
         *     }
         */
        AddCategory: {
            /**
             * Budgeted Amount
             * @default 0
             * @example 80.00
             */
            budgeted_amount: string;
            category: components["schemas"]["BudgetCategory"];
            /** Currency */
            currency?: string | null;
        };
        /**
         * AddMember
         * @example {
         *       "permissions": "edit",
         *       "role": "production_manager",
         *       "user_id": "00000000-0000-4000-8000-000000000002"
         *     }
         */
        AddMember: {
            permissions?: components["schemas"]["Permission"] | null;
            role: components["schemas"]["TeamRole"];
            /**
             * User Id
             * Format: uuid
             */
            user_id: string;
        };
        /**
         * AddShowing
         * @example {
         *       "designer_id": "00000000-0000-4000-8000-000000000003",
         *       "invitation_status": "sent",
         *       "number_of_looks": 24,
         *       "show_order": 3
         *     }
         */
        AddShowing: {
            /**
             * Designer Id
             * Format: uuid
             */
            designer_id: string;
            /** @default no_response */
            invitation_status: components["schemas"]["InvitationStatus"];
            /** Number Of Looks */
            number_of_looks?: number | null;
            /** Show Order */
            show_order?: number | null;
        };
        /**
         * AddSupport
         * @example {
         *       "currency": "EUR",
         *       "sponsor_id": "00000000-0000-4000-8000-000000000003",
         *       "sponsorship_amount": "15000.00",
         *       "tier": "gold"
         *     }
         */
        AddSupport: {
            /** Currency */
            currency?: string | null;
            /**
             * Sponsor Id
             * Format: uuid
             */
            sponsor_id: string;
            /** Sponsorship Amount */
            sponsorship_amount?: string | null;
            /** @default pending */
            status: components["schemas"]["SponsorStatus"];
            tier: components["schemas"]["SponsorTier"];
        };
        /** Archived */
        Archived: {
            /**
             * Status
             * @default archived
             * @constant
             */
            status: "archived";
            /**
             * Success
             * @default true
             * @constant
             */
            success: true;
        };
        /**
         * Budget
         * @description All categories; `totals` has one sum for each currency.
         */
        Budget: {
            /** Budget */
            budget: components["schemas"]["CategoryView"][];
            /** Totals */
            totals: components["schemas"]["Totals"][];
        };
        /**
         * BudgetCategory
         * @enum {string}
         */
        BudgetCategory: "venue" | "production" | "talent" | "catering" | "marketing" | "staffing" | "miscellaneous" | "buffer";
        /**
         * BudgetSummary
         * @description Sums of what is in `currency`, which is most of it; every expense counts as actual.
         */
        BudgetSummary: {
            /** Categories */
            categories: components["schemas"]["CategoryView"][];
            /** Currency */
            currency: string;
            /** Total Actual */
            total_actual: string;
            /** Total Budgeted */
            total_budgeted: string;
            /** Variance Percentage */
            variance_percentage: number | null;
        };
        /**
         * CategoryView
         * @description Every expense counts as actual. `variance_percentage` is null where nothing was budgeted.
         */
        CategoryView: {
            /** Actual Amount */
            actual_amount: string;
            /** Budgeted Amount */
            budgeted_amount: string;
            category: components["schemas"]["BudgetCategory"];
            /** Currency */
            currency: string;
            /**
             * Event Id
             * Format: uuid
             */
            event_id: string;
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Variance Percentage */
            variance_percentage: number | null;
            /** Version */
            version: number;
        };
        /**
         * ChangeCategory
         * @example {
         *       "budgeted_amount": "9500.00"
         *     }
         */
        ChangeCategory: {
            /**
             * Budgeted Amount
             * @example 80.00
             */
            budgeted_amount?: string;
        };
        /**
         * ChangeDesigner
         * @example {
         *       "location": "Milan"
         *     }
         */
        ChangeDesigner: {
            /** Bio */
            bio?: string | null;
            /** Brand Name */
            brand_name?: string | null;
            /** Instagram */
            instagram?: string | null;
            /** Location */
            location?: string | null;
            /** Name */
            name?: string;
            /** Portfolio Url */
            portfolio_url?: string | null;
            /** Profile Image Url */
            profile_image_url?: string | null;
            /**
             * Style Tags
             * @default []
             */
            style_tags: string[];
            /** Website */
            website?: string | null;
        };
        /**
         * ChangeEvent
         * @example {
         *       "status": "confirmed"
         *     }
         */
        ChangeEvent: {
            /** Actual Attendees */
            actual_attendees?: number | null;
            /** Backup Venue Id */
            backup_venue_id?: string | null;
            /** Description */
            description?: string | null;
            /** End Date */
            end_date?: string | null;
            /** Goals */
            goals?: string[];
            /** Name */
            name?: string;
            /**
             * Start Date
             * Format: date-time
             */
            start_date?: string;
            status?: components["schemas"]["EventStatus"];
            /** Target Attendees */
            target_attendees?: number | null;
            /** Ticket Tiers */
            ticket_tiers?: components["schemas"]["EventTier"][];
            /**
             * Timezone
             * @example Europe/Rome
             */
            timezone?: string;
            /** Total Capacity */
            total_capacity?: number | null;
            type?: components["schemas"]["EventType"];
            venue?: components["schemas"]["VenueSetup"];
            /** Venue Id */
            venue_id?: string | null;
        };
        /**
         * ChangeList
         * @description Newest first.
         */
        ChangeList: {
            /** Changes */
            changes: components["schemas"]["ChangeView"][];
        };
        /**
         * ChangeMember
         * @example {
         *       "permissions": "admin"
         *     }
         */
        ChangeMember: {
            permissions?: components["schemas"]["Permission"];
            role?: components["schemas"]["TeamRole"];
        };
        /**
         * ChangeShowing
         * @example {
         *       "invitation_status": "accepted"
         *     }
         */
        ChangeShowing: {
            invitation_status?: components["schemas"]["InvitationStatus"];
            /** Number Of Looks */
            number_of_looks?: number | null;
            /** Show Order */
            show_order?: number | null;
        };
        /**
         * ChangeSponsor
         * @example {
         *       "contact_email": "press@lumen.example"
         *     }
         */
        ChangeSponsor: {
            /** Company Name */
            company_name?: string;
            /** Contact Email */
            contact_email?: string | null;
            /** Contact Name */
            contact_name?: string | null;
            /** Contact Phone */
            contact_phone?: string | null;
            /** Industry */
            industry?: string | null;
            /** Logo Url */
            logo_url?: string | null;
            /** Notes */
            notes?: string | null;
            tier?: components["schemas"]["DirectoryTier"] | null;
            /** Website */
            website?: string | null;
        };
        /**
         * ChangeSupport
         * @example {
         *       "status": "signed"
         *     }
         */
        ChangeSupport: {
            /** Currency */
            currency?: string | null;
            /** Sponsorship Amount */
            sponsorship_amount?: string | null;
            status?: components["schemas"]["SponsorStatus"];
            tier?: components["schemas"]["SponsorTier"];
        };
        /**
         * ChangeTask
         * @example {
         *       "actual_hours": 5.5,
         *       "status": "done"
         *     }
         */
        ChangeTask: {
            /** Actual Hours */
            actual_hours?: number | null;
            /** Assignee Id */
            assignee_id?: string | null;
            /**
             * Deadline
             * Format: date-time
             */
            deadline?: string;
            /** Dependencies */
            dependencies?: string[];
            /** Description */
            description?: string | null;
            /** Estimated Hours */
            estimated_hours?: number | null;
            /** Name */
            name?: string;
            phase?: components["schemas"]["Phase"];
            priority?: components["schemas"]["Priority"];
            role?: components["schemas"]["TeamRole"] | null;
            status?: components["schemas"]["TaskStatus"];
            workflow_category?: components["schemas"]["WorkflowCategory"];
        };
        /**
         * ChangeVenue
         * @example {
         *       "capacity": 750
         *     }
         */
        ChangeVenue: {
            /** Address */
            address?: string | null;
            /**
             * Amenities
             * @default []
             */
            amenities: string[];
            /** Capacity */
            capacity?: number | null;
            /** Floor Plan Url */
            floor_plan_url?: string | null;
            /**
             * Layout Options
             * @default []
             */
            layout_options: string[];
            /** Location */
            location?: string | null;
            /** Name */
            name?: string;
            /**
             * Pricing Tiers
             * @default {}
             */
            pricing_tiers: {
                [key: string]: components["schemas"]["JsonValue"];
            };
            /**
             * Technical Specs
             * @default {}
             */
            technical_specs: {
                [key: string]: components["schemas"]["JsonValue"];
            };
        };
        /**
         * ChangeView
         * @description One accepted change: each field with its value before and after, null where there was none.
         *
         *     Changes of one act (starting over, an import) share `group_id` and are taken back together.
         */
        ChangeView: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /**
             * Fields
             * @example {
             *       "title": {
             *         "to": "Milan Nights"
             *       }
             *     }
             */
            fields: {
                [key: string]: {
                    [key: string]: unknown;
                };
            };
            /** Group Id */
            group_id: string | null;
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Revision */
            revision: number;
            /**
             * Source
             * @enum {string}
             */
            source: "chat" | "form" | "import" | "undo";
            /** Stage */
            stage: string;
            /** Undoable */
            undoable: boolean;
            /**
             * User Id
             * Format: uuid
             */
            user_id: string;
        };
        /**
         * Completion
         * @description `skip` leaves an optional stage as it is.
         * @example {}
         * @example {
         *       "skip": true
         *     }
         */
        Completion: {
            /**
             * Skip
             * @default false
             */
            skip: boolean;
        };
        /** Created */
        Created: {
            /**
             * Event Id
             * Format: uuid
             */
            event_id: string;
            /**
             * Status
             * @default draft
             */
            status: string;
            /** Tasks Generated */
            tasks_generated: number;
        };
        /**
         * CreateDesigner
         * @example {
         *       "brand_name": "Rossi",
         *       "name": "Giulia Rossi",
         *       "style_tags": [
         *         "sustainable"
         *       ]
         *     }
         */
        CreateDesigner: {
            /** Bio */
            bio?: string | null;
            /** Brand Name */
            brand_name?: string | null;
            /** Instagram */
            instagram?: string | null;
            /** Location */
            location?: string | null;
            /** Name */
            name: string;
            /** Portfolio Url */
            portfolio_url?: string | null;
            /** Profile Image Url */
            profile_image_url?: string | null;
            /**
             * Style Tags
             * @default []
             */
            style_tags: string[];
            /** Website */
            website?: string | null;
        };
        /**
         * CreateEvent
         * @example {
         *       "budget_categories": [
         *         {
         *           "budgeted_amount": "20000",
         *           "category": "venue"
         *         }
         *       ],
         *       "currency": "EUR",
         *       "name": "Milan Sustainable Fashion Showcase",
         *       "start_date": "2027-06-15T19:30:00",
         *       "target_attendees": 300,
         *       "timezone": "Europe/Rome",
         *       "type": "runway_show"
         *     }
         */
        CreateEvent: {
            /** Budget Categories */
            budget_categories?: components["schemas"]["PlannedCost"][];
            /**
             * Currency
             * @default USD
             * @example EUR
             */
            currency: string;
            /** Description */
            description?: string | null;
            /** Designer Ids */
            designer_ids?: string[];
            /** End Date */
            end_date?: string | null;
            /** Goals */
            goals?: string[];
            /** Name */
            name: string;
            /** Sponsor Ids */
            sponsor_ids?: string[];
            /**
             * Start Date
             * Format: date-time
             */
            start_date: string;
            /** Target Attendees */
            target_attendees?: number | null;
            /** Team Members */
            team_members?: components["schemas"]["NewMember"][];
            /**
             * Timezone
             * @example Europe/Rome
             */
            timezone: string;
            /** Total Capacity */
            total_capacity?: number | null;
            type: components["schemas"]["EventType"];
            /** Venue Id */
            venue_id?: string | null;
        };
        /**
         * CreateSponsor
         * @example {
         *       "company_name": "Lumen",
         *       "tier": "gold",
         *       "website": "https://lumen.example"
         *     }
         */
        CreateSponsor: {
            /** Company Name */
            company_name: string;
            /** Contact Email */
            contact_email?: string | null;
            /** Contact Name */
            contact_name?: string | null;
            /** Contact Phone */
            contact_phone?: string | null;
            /** Industry */
            industry?: string | null;
            /** Logo Url */
            logo_url?: string | null;
            /** Notes */
            notes?: string | null;
            tier?: components["schemas"]["DirectoryTier"] | null;
            /** Website */
            website?: string | null;
        };
        /**
         * CreateTask
         * @example {
         *       "deadline": "2027-05-20T18:00:00+02:00",
         *       "estimated_hours": 6,
         *       "name": "Confirm the lighting plot",
         *       "phase": "creative_design",
         *       "priority": "high",
         *       "workflow_category": "operations"
         *     }
         */
        CreateTask: {
            /** Actual Hours */
            actual_hours?: number | null;
            /** Assignee Id */
            assignee_id?: string | null;
            /**
             * Deadline
             * Format: date-time
             */
            deadline: string;
            /** Dependencies */
            dependencies?: string[];
            /** Description */
            description?: string | null;
            /** Estimated Hours */
            estimated_hours?: number | null;
            /** Name */
            name: string;
            phase: components["schemas"]["Phase"];
            /** @default medium */
            priority: components["schemas"]["Priority"];
            role?: components["schemas"]["TeamRole"] | null;
            status?: components["schemas"]["TaskStatus"] | null;
            workflow_category: components["schemas"]["WorkflowCategory"];
        };
        /**
         * CreateVenue
         * @example {
         *       "amenities": [
         *         "backstage"
         *       ],
         *       "capacity": 800,
         *       "location": "Milan",
         *       "name": "Palazzo Reale"
         *     }
         */
        CreateVenue: {
            /** Address */
            address?: string | null;
            /**
             * Amenities
             * @default []
             */
            amenities: string[];
            /** Capacity */
            capacity?: number | null;
            /** Floor Plan Url */
            floor_plan_url?: string | null;
            /**
             * Layout Options
             * @default []
             */
            layout_options: string[];
            /** Location */
            location?: string | null;
            /** Name */
            name: string;
            /**
             * Pricing Tiers
             * @default {}
             */
            pricing_tiers: {
                [key: string]: components["schemas"]["JsonValue"];
            };
            /**
             * Technical Specs
             * @default {}
             */
            technical_specs: {
                [key: string]: components["schemas"]["JsonValue"];
            };
        };
        /**
         * DesignerList
         * @description One page by name; `total` counts all that match.
         */
        DesignerList: {
            /** Designers */
            designers: components["schemas"]["DesignerView"][];
            /** Page */
            page: number;
            /** Pages */
            pages: number;
            /** Total */
            total: number;
        };
        /** DesignerView */
        DesignerView: {
            /** Bio */
            bio: string | null;
            /** Brand Name */
            brand_name: string | null;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Instagram */
            instagram: string | null;
            /** Location */
            location: string | null;
            /** Name */
            name: string;
            /** Portfolio Url */
            portfolio_url: string | null;
            /** Profile Image Url */
            profile_image_url: string | null;
            /** Style Tags */
            style_tags: string[];
            /**
             * Updated At
             * Format: date-time
             */
            updated_at: string;
            /** Version */
            version: number;
            /** Website */
            website: string | null;
        };
        /**
         * Destination
         * @example {
         *       "stage": "eventSetup"
         *     }
         */
        Destination: {
            /**
             * Stage
             * @description A finished stage or the first unfinished one.
             */
            stage: string;
        };
        /**
         * DirectoryTier
         * @description What a sponsor usually is; at an event he may be something else.
         * @enum {string}
         */
        DirectoryTier: "platinum" | "gold" | "silver" | "bronze";
        /**
         * DryRun
         * @description What publishing would do now, and what stands in its way; nothing is stored.
         */
        DryRun: {
            /** Problems */
            problems: {
                [key: string]: string;
            }[];
            /** Ready */
            ready: boolean;
            /** Slug */
            slug: string | null;
            would_create: components["schemas"]["WouldCreate"] | null;
        };
        /** EventChanged */
        EventChanged: {
            event: components["schemas"]["EventView"];
            /**
             * Success
             * @default true
             * @constant
             */
            success: true;
            /** Updated Fields */
            updated_fields: string[];
        };
        /** EventDetail */
        EventDetail: {
            /** Actual Attendees */
            actual_attendees: number | null;
            /** Backup Venue Id */
            backup_venue_id: string | null;
            budget: components["schemas"]["BudgetSummary"] | null;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /**
             * Created By
             * Format: uuid
             */
            created_by: string;
            /** Description */
            description: string | null;
            /** End Date */
            end_date: string | null;
            /** Goals */
            goals: string[];
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Name */
            name: string;
            /**
             * Organization Id
             * Format: uuid
             */
            organization_id: string;
            /** Progress Percentage */
            progress_percentage: number;
            /** Public Url */
            public_url: string | null;
            /** Published At */
            published_at: string | null;
            /** Slug */
            slug: string;
            /** Sponsors */
            sponsors: components["schemas"]["SupportView"][];
            /**
             * Start Date
             * Format: date-time
             */
            start_date: string;
            /** Status */
            status: string;
            /** Target Attendees */
            target_attendees: number | null;
            tasks_summary: components["schemas"]["TasksSummary"];
            /** Team */
            team: components["schemas"]["MemberView"][];
            /** Ticket Tiers */
            ticket_tiers: {
                [key: string]: unknown;
            }[];
            /** Timezone */
            timezone: string;
            /** Total Capacity */
            total_capacity: number | null;
            /** Type */
            type: string;
            /**
             * Updated At
             * Format: date-time
             */
            updated_at: string;
            /** Venue */
            venue: {
                [key: string]: unknown;
            };
            /** Venue Id */
            venue_id: string | null;
            /** Version */
            version: number;
        };
        /**
         * EventList
         * @description One page, newest date first; `total` counts all that match.
         */
        EventList: {
            /** Events */
            events: components["schemas"]["Listed"][];
            /** Page */
            page: number;
            /** Pages */
            pages: number;
            /** Total */
            total: number;
        };
        /**
         * EventPage
         * @description Where an event's page stands, and since when; both are null while it is down.
         */
        EventPage: {
            /**
             * Event Id
             * Format: uuid
             */
            event_id: string;
            /** Public Url */
            public_url: string | null;
            /** Published At */
            published_at: string | null;
            /** Slug */
            slug: string;
            /** Status */
            status: string;
        };
        /** EventSetupDraft */
        EventSetupDraft: {
            /**
             * Date
             * Format: date
             * @description Day of the event in its own time zone, YYYY-MM-DD.
             * @default null
             * @example 2027-06-15
             */
            date: string;
            /**
             * Description
             * @description What guests can expect.
             * @default null
             */
            description: string | null;
            /**
             * End
             * @description Local end time, HH:MM; at or before the start means the next day.
             * @default null
             */
            end_time: string | null;
            /**
             * Goals
             * @description What the event is for.
             * @default null
             */
            goals: string[] | null;
            /**
             * Start
             * @description Local start time, HH:MM, 24 hours.
             * @default null
             * @example 19:30
             */
            start_time: string;
            /**
             * Expected guests
             * @description How many people the organizer hopes for.
             * @default null
             */
            target_attendees: number | null;
            /**
             * Time zone
             * @description IANA zone of the event, such as Europe/Rome.
             * @default null
             * @example Europe/Rome
             */
            timezone: string;
            /**
             * Event title
             * @description The event's name as guests will read it.
             * @default null
             */
            title: string | null;
            /**
             * Type of event
             * @description Kind of event.
             * @default null
             */
            type: components["schemas"]["EventType"] | null;
        };
        /**
         * EventStatus
         * @enum {string}
         */
        EventStatus: "draft" | "planning" | "confirmed" | "in_progress" | "completed" | "archived" | "cancelled";
        /**
         * EventTier
         * @description `url` is made by the payments and comes back unchanged or not at all; `on_sale` may be taken back.
         */
        EventTier: {
            /** Currency */
            currency?: string | null;
            /** Description */
            description?: string | null;
            /** Early Bird */
            early_bird?: boolean | null;
            /** Name */
            name: string;
            /** On Sale */
            on_sale?: boolean | null;
            /**
             * Price
             * @example 80.00
             */
            price: string;
            /** Quantity */
            quantity: number;
            /**
             * Url
             * @description Read only.
             */
            url?: string | null;
        };
        /**
         * EventType
         * @enum {string}
         */
        EventType: "runway_show" | "pop_up" | "exhibition" | "launch_party" | "brand_activation" | "trunk_show" | "fashion_week" | "panel";
        /**
         * EventView
         * @description `start_date` and `end_date` bear the offset of the event's own zone; `public_url` is there while it is public.
         */
        EventView: {
            /** Actual Attendees */
            actual_attendees: number | null;
            /** Backup Venue Id */
            backup_venue_id: string | null;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /**
             * Created By
             * Format: uuid
             */
            created_by: string;
            /** Description */
            description: string | null;
            /** End Date */
            end_date: string | null;
            /** Goals */
            goals: string[];
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Name */
            name: string;
            /**
             * Organization Id
             * Format: uuid
             */
            organization_id: string;
            /** Progress Percentage */
            progress_percentage: number;
            /** Public Url */
            public_url: string | null;
            /** Published At */
            published_at: string | null;
            /** Slug */
            slug: string;
            /**
             * Start Date
             * Format: date-time
             */
            start_date: string;
            /** Status */
            status: string;
            /** Target Attendees */
            target_attendees: number | null;
            /** Ticket Tiers */
            ticket_tiers: {
                [key: string]: unknown;
            }[];
            /** Timezone */
            timezone: string;
            /** Total Capacity */
            total_capacity: number | null;
            /** Type */
            type: string;
            /**
             * Updated At
             * Format: date-time
             */
            updated_at: string;
            /** Venue */
            venue: {
                [key: string]: unknown;
            };
            /** Venue Id */
            venue_id: string | null;
            /** Version */
            version: number;
        };
        /**
         * Feedback
         * @example {
         *       "comment": "Quick and kind.",
         *       "csat": 5
         *     }
         */
        Feedback: {
            /** Comment */
            comment?: string | null;
            /**
             * Csat
             * @description 1, not at all satisfied, to 5, very.
             */
            csat: number;
        };
        /**
         * Figures
         * @description What a forecast was made from. Hours are estimates; a pace is hours done per calendar day.
         */
        Figures: {
            /** Critical Tasks */
            critical_tasks: string[];
            /** Days By Critical Path */
            days_by_critical_path: number;
            /** Days By Pace */
            days_by_pace: number | null;
            /** Hours A Day */
            hours_a_day: number | null;
            /** Hours Done */
            hours_done: number;
            /** Hours Left */
            hours_left: number;
            /** Tasks Done */
            tasks_done: number;
            /** Tasks Left */
            tasks_left: number;
            /** Window Days */
            window_days: number;
        };
        /**
         * Forecast
         * @description `spare_days` lie between the finish and the event, negative when it comes too late; both None while unknown.
         */
        Forecast: {
            /** Explanation */
            explanation: string;
            figures: components["schemas"]["Figures"];
            /** Finish */
            finish: string | null;
            /** Spare Days */
            spare_days: number | null;
            verdict: components["schemas"]["Verdict"];
        };
        /**
         * InteractionList
         * @description At most 200 messages, oldest first; go on with `after` = the last id.
         */
        InteractionList: {
            /** Interactions */
            interactions: components["schemas"]["InteractionView"][];
        };
        /**
         * InteractionView
         * @description One message. `text` and `tool_calls` are blanked after 30 days; `redacted_at` says when.
         */
        InteractionView: {
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Id */
            id: number;
            /** Latency Ms */
            latency_ms?: number | null;
            /** Message Id */
            message_id: string;
            /** Model */
            model?: string | null;
            /** Prompt Digest */
            prompt_digest?: string | null;
            /** Redacted At */
            redacted_at: string | null;
            /** Role */
            role: string;
            /** Stage */
            stage: string;
            /** Text */
            text: string;
            /** Tokens Used */
            tokens_used?: number | null;
            /** Tool Calls */
            tool_calls?: {
                [key: string]: unknown;
            }[] | null;
        };
        /**
         * InvitationStatus
         * @enum {string}
         */
        InvitationStatus: "sent" | "opened" | "accepted" | "declined" | "no_response";
        JsonValue: unknown;
        /**
         * Lineup
         * @description All of them, in the order of the show.
         */
        Lineup: {
            /** Designers */
            designers: components["schemas"]["ShowingView"][];
        };
        /**
         * Listed
         * @description `start_date` bears the offset of the event's own zone.
         */
        Listed: {
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Name */
            name: string;
            /** Progress Percentage */
            progress_percentage: number;
            /** Published At */
            published_at: string | null;
            /** Slug */
            slug: string;
            /**
             * Start Date
             * Format: date-time
             */
            start_date: string;
            /** Status */
            status: string;
            /** Team Count */
            team_count: number;
            /** Timezone */
            timezone: string;
            /** Type */
            type: string;
            /** Venue Name */
            venue_name: string | null;
            /** Version */
            version: number;
        };
        /**
         * MemberView
         * @description `name` and `email` are there for who is of the event's organization: whoever sees the event reads the same. Of
         *     somebody from outside only his id is told, which those who took him onto the team had from himself.
         */
        MemberView: {
            /**
             * Assigned At
             * Format: date-time
             */
            assigned_at: string;
            /** Email */
            email?: string | null;
            /**
             * Event Id
             * Format: uuid
             */
            event_id: string;
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Name */
            name?: string | null;
            permissions: components["schemas"]["Permission"];
            role: components["schemas"]["TeamRole"];
            /**
             * User Id
             * Format: uuid
             */
            user_id: string;
            /** Version */
            version: number;
        };
        /**
         * NewMember
         * @description Anybody, of whatever organization; whether there is such a person is not said. What he may do is left out for a
         *     lead, who may do everything.
         */
        NewMember: {
            permissions?: components["schemas"]["Permission"] | null;
            role: components["schemas"]["TeamRole"];
            /**
             * User Id
             * Format: uuid
             */
            user_id: string;
        };
        /**
         * NewSession
         * @description Without an id the server chooses one.
         * @example {
         *       "session_id": "milan-nights-2027"
         *     }
         * @example {}
         */
        NewSession: {
            /**
             * Session Id
             * @description 1 to 255 of A-Z a-z 0-9 . _ ~ : @ -
             * @example milan-nights-2027
             */
            session_id?: string | null;
        };
        /**
         * NotificationList
         * @description Newest first.
         */
        NotificationList: {
            /** Notifications */
            notifications: components["schemas"]["NotificationView"][];
        };
        /**
         * NotificationView
         * @description `message` says it in plain words; `read_at` is null while it is unread.
         */
        NotificationView: {
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /**
             * Event Id
             * Format: uuid
             */
            event_id: string;
            /** Event Name */
            event_name: string;
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Kind */
            kind: string;
            /** Message */
            message: string;
            /** Read At */
            read_at: string | null;
            /** Task Id */
            task_id: string | null;
            /** Task Name */
            task_name: string | null;
        };
        /**
         * OnboardingLink
         * @description Where the person goes on at Stripe: once, within minutes.
         * @example {
         *       "account_id": "acct_1Nv0FGQ9RKHgCVdK",
         *       "onboarding_url": "https://connect.stripe.com/setup/s/acct_1Nv0"
         *     }
         */
        OnboardingLink: {
            /** Account Id */
            account_id: string;
            /** Onboarding Url */
            onboarding_url: string;
        };
        /** OrganizerSetupDraft */
        OrganizerSetupDraft: {
            /**
             * E-mail
             * @description Address where the organizer can be reached.
             * @default null
             */
            email: string | null;
            /**
             * Your name
             * @description Full name of the person who organizes the event.
             * @default null
             */
            name: string | null;
            /**
             * Organization
             * @description Company, label or school, if any.
             * @default null
             */
            organization: string | null;
            /**
             * Your role
             * @description What the organizer is.
             * @default null
             */
            role: components["schemas"]["Role"] | null;
        };
        /** Payment */
        Payment: {
            /**
             * Set up payment later
             * @description true: publish paid tiers as not yet on sale.
             */
            deferred: boolean;
        };
        /**
         * Permission
         * @description What somebody on the team may do; who leads may do everything.
         * @enum {string}
         */
        Permission: "admin" | "edit" | "view_only";
        /**
         * PersonList
         * @description By name, at most 50.
         */
        PersonList: {
            /** People */
            people: components["schemas"]["PersonView"][];
        };
        /** PersonView */
        PersonView: {
            /** Email */
            email: string | null;
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Name */
            name: string | null;
        };
        /**
         * Phase
         * @enum {string}
         */
        Phase: "pre_production" | "venue_logistics" | "creative_design" | "on_site_operations" | "post_event";
        /** PhaseCounts */
        PhaseCounts: {
            /** Done */
            done: number;
            /** In Progress */
            in_progress: number;
            /** Overdue */
            overdue: number;
            /** Total */
            total: number;
        };
        /** PlannedCost */
        PlannedCost: {
            /**
             * Budgeted Amount
             * @example 80.00
             */
            budgeted_amount: string;
            category: components["schemas"]["BudgetCategory"];
        };
        /**
         * Priority
         * @enum {string}
         */
        Priority: "critical" | "high" | "medium" | "low";
        /** Problem */
        Problem: {
            /** Code */
            code: string;
            /** Field */
            field: string;
            /** Message */
            message: string;
        };
        /**
         * ProblemDocument
         * @description A refusal (RFC 9457). `errors` is there when single values are wrong.
         *
         *     `error` and `message` repeat `code` and `detail`: the names AG-UI clients know.
         * @example {
         *       "code": "invalid",
         *       "detail": "Some values need another look.",
         *       "error": "invalid",
         *       "errors": [
         *         {
         *           "code": "greater_than_equal",
         *           "field": "capacity",
         *           "message": "Give at least 1."
         *         }
         *       ],
         *       "message": "Some values need another look.",
         *       "status": 422,
         *       "title": "Unprocessable Content",
         *       "type": "about:blank"
         *     }
         */
        ProblemDocument: {
            /** Code */
            code: string;
            /** Detail */
            detail: string;
            /** Error */
            error: string;
            /**
             * Errors
             * @default null
             */
            errors: components["schemas"]["ProblemError"][] | null;
            /** Message */
            message: string;
            /** Status */
            status: number;
            /** Title */
            title: string;
            /**
             * Type
             * @default about:blank
             */
            type: string;
        };
        /**
         * ProblemError
         * @description One wrong value: where it stands, a stable code, and the way out.
         */
        ProblemError: {
            /** Code */
            code: string;
            /** Field */
            field: string;
            /** Message */
            message: string;
        };
        /**
         * Publication
         * @description Which session, and the person's own yes to both questions.
         * @example {
         *       "confirmed": true,
         *       "session_id": "milan-nights-2027",
         *       "terms_accepted": true
         *     }
         */
        Publication: {
            /**
             * Confirmed
             * @default false
             */
            confirmed: boolean;
            /** Session Id */
            session_id: string;
            /**
             * Terms Accepted
             * @default false
             */
            terms_accepted: boolean;
        };
        /**
         * Published
         * @description The event a session has become.
         */
        Published: {
            /**
             * Event Id
             * Format: uuid
             */
            event_id: string;
            /** Public Url */
            public_url: string;
            /**
             * Published At
             * @description Null while the page is taken down.
             */
            published_at: string | null;
            /** Session Id */
            session_id: string;
            /** Slug */
            slug: string;
            /** Status */
            status: string;
            /** Tasks Generated */
            tasks_generated: number;
        };
        /** Removed */
        Removed: {
            /**
             * Success
             * @default true
             * @constant
             */
            success: true;
        };
        /** ReviewPublishDraft */
        ReviewPublishDraft: {
            /**
             * Confirmed
             * @description The person looked at the summary and agrees.
             * @default null
             */
            confirmed: true | null;
            /**
             * Terms accepted
             * @description The person accepts the terms.
             * @default null
             */
            terms_accepted: true | null;
        };
        /**
         * Role
         * @enum {string}
         */
        Role: "event_organizer" | "fashion_designer" | "brand_representative" | "agency";
        /**
         * SessionList
         * @description One page of sessions, newest first; `total` counts all that match.
         */
        SessionList: {
            /** Page */
            page: number;
            /** Pages */
            pages: number;
            /** Sessions */
            sessions: components["schemas"]["SessionView"][];
            /** Total */
            total: number;
        };
        /**
         * SessionView
         * @description A wizard session with all its stages.
         * @example {
         *       "completed_stages": [
         *         "organizerSetup"
         *       ],
         *       "completion_details": {
         *         "eventSetup": 20,
         *         "organizerSetup": 100
         *       },
         *       "completion_percentage": 19,
         *       "created_at": "2026-11-21T09:00:00+00:00",
         *       "current_stage": "eventSetup",
         *       "event_id": null,
         *       "expires_at": "2026-11-28T09:05:00+00:00",
         *       "is_active": true,
         *       "needs_review": [],
         *       "organization_id": "5b0f3c1e-8a51-4a63-b7a5-6f1f4d9c2a10",
         *       "revision": 7,
         *       "session_id": "9f0c2a52-6f4e-4e8e-9d3c-0c8f2f4f7c11",
         *       "stages": {
         *         "eventSetup": {
         *           "completion": 20,
         *           "data": {
         *             "title": "Milan Nights"
         *           },
         *           "missing": [
         *             "type",
         *             "date",
         *             "start_time",
         *             "timezone"
         *           ],
         *           "problems": []
         *         }
         *       },
         *       "status": "in_progress",
         *       "stripe_account_id": null,
         *       "updated_at": "2026-11-21T09:05:00+00:00",
         *       "user_id": "5b0f3c1e-8a51-4a63-b7a5-6f1f4d9c2a10"
         *     }
         */
        SessionView: {
            /** Completed Stages */
            completed_stages: string[];
            /** Completion Details */
            completion_details: {
                [key: string]: number;
            };
            /** Completion Percentage */
            completion_percentage: number;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Current Stage */
            current_stage: string;
            /** Event Id */
            event_id: string | null;
            /**
             * Expires At
             * Format: date-time
             */
            expires_at: string;
            /** Is Active */
            is_active: boolean;
            /** Needs Review */
            needs_review: string[];
            /**
             * Organization Id
             * Format: uuid
             */
            organization_id: string;
            /** Revision */
            revision: number;
            /** Session Id */
            session_id: string;
            /** Stages */
            stages: {
                [key: string]: components["schemas"]["StageView"];
            };
            /** Status */
            status: string;
            /** Stripe Account Id */
            stripe_account_id: string | null;
            /**
             * Updated At
             * Format: date-time
             */
            updated_at: string;
            /**
             * User Id
             * Format: uuid
             */
            user_id: string;
        };
        /** ShowingView */
        ShowingView: {
            /** Brand Name */
            brand_name?: string | null;
            /**
             * Designer Id
             * Format: uuid
             */
            designer_id: string;
            /**
             * Event Id
             * Format: uuid
             */
            event_id: string;
            /**
             * Id
             * Format: uuid
             */
            id: string;
            invitation_status: components["schemas"]["InvitationStatus"];
            /** Invited At */
            invited_at: string | null;
            /** Name */
            name?: string | null;
            /** Number Of Looks */
            number_of_looks: number | null;
            /** Responded At */
            responded_at: string | null;
            /** Show Order */
            show_order: number | null;
            /** Version */
            version: number;
        };
        /** Sponsor */
        Sponsor: {
            /**
             * Logo address
             * @description Where the logo can be found.
             * @default null
             */
            logo_url: string | null;
            /**
             * Sponsor
             * @description Name of the sponsor.
             */
            name: string;
            /**
             * Sponsor tier
             * @description Level of sponsorship.
             */
            tier: components["schemas"]["SponsorTier"];
        };
        /**
         * SponsorList
         * @description One page by name; `total` counts all that match.
         */
        SponsorList: {
            /** Page */
            page: number;
            /** Pages */
            pages: number;
            /** Sponsors */
            sponsors: components["schemas"]["SponsorView"][];
            /** Total */
            total: number;
        };
        /** SponsorsMediaDraft */
        SponsorsMediaDraft: {
            /**
             * Media partners
             * @description Names of media partners.
             * @default null
             */
            media_partners: string[] | null;
            /**
             * Press release
             * @description Text for the press.
             * @default null
             */
            press_release: string | null;
            /**
             * Sponsors
             * @description All sponsors.
             * @default null
             */
            sponsors: components["schemas"]["Sponsor"][] | null;
        };
        /**
         * SponsorStatus
         * @description How far it has come with a sponsor at one event.
         * @enum {string}
         */
        SponsorStatus: "pending" | "confirmed" | "signed" | "active" | "completed";
        /**
         * SponsorTier
         * @enum {string}
         */
        SponsorTier: "title" | "platinum" | "gold" | "silver" | "bronze" | "custom";
        /**
         * SponsorView
         * @description Contact and notes are null for who reads an event of another organization and does not edit it.
         */
        SponsorView: {
            /** Company Name */
            company_name: string;
            /** Contact Email */
            contact_email: string | null;
            /** Contact Name */
            contact_name: string | null;
            /** Contact Phone */
            contact_phone: string | null;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Industry */
            industry: string | null;
            /** Logo Url */
            logo_url: string | null;
            /** Notes */
            notes: string | null;
            tier: components["schemas"]["DirectoryTier"] | null;
            /**
             * Updated At
             * Format: date-time
             */
            updated_at: string;
            /** Version */
            version: number;
            /** Website */
            website: string | null;
        };
        /**
         * StageInfo
         * @description A stage and the JSON Schema its data obeys once complete; a draft may leave fields out.
         */
        StageInfo: {
            /**
             * Id
             * @example eventSetup
             */
            id: string;
            /**
             * Optional
             * @description Whether it may be skipped.
             * @example false
             */
            optional: boolean;
            /**
             * Position
             * @example 2
             */
            position: number;
            /**
             * Review After
             * @description Fields of other stages, whose change puts this stage up for review once it is complete.
             * @example {
             *       "venueSetup": [
             *         "mode",
             *         "capacity"
             *       ]
             *     }
             */
            review_after: {
                [key: string]: string[];
            };
            /**
             * Schema
             * @example {
             *       "properties": {},
             *       "type": "object"
             *     }
             */
            schema: {
                [key: string]: unknown;
            };
            /**
             * Title
             * @example Event
             */
            title: string;
            /**
             * Weight
             * @description Its part of the total progress, in percent.
             * @example 20
             */
            weight: number;
        };
        /** StageList */
        StageList: {
            /** Stages */
            stages: components["schemas"]["StageInfo"][];
        };
        /**
         * StageView
         * @description A stage's stored data, how complete it is in percent, and what stands in its way.
         */
        StageView: {
            /** Completion */
            completion: number;
            /** Data */
            data: {
                [key: string]: unknown;
            };
            /** Missing */
            missing: string[];
            /** Problems */
            problems: components["schemas"]["Problem"][];
        };
        /**
         * StartedOver
         * @description The emptied session, and the changes that emptied it, newest first: one undo takes all of them back.
         */
        StartedOver: {
            /** Changes */
            changes: string[];
            session: components["schemas"]["SessionView"];
        };
        /**
         * Supporters
         * @description All of them, by name.
         */
        Supporters: {
            /** Sponsors */
            sponsors: components["schemas"]["SupportView"][];
        };
        /**
         * SupportView
         * @description Amount and currency are null for who is of another organization and only reads.
         */
        SupportView: {
            /** Company Name */
            company_name?: string | null;
            /** Currency */
            currency: string | null;
            /**
             * Event Id
             * Format: uuid
             */
            event_id: string;
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Logo Url */
            logo_url?: string | null;
            /**
             * Sponsor Id
             * Format: uuid
             */
            sponsor_id: string;
            /** Sponsorship Amount */
            sponsorship_amount: string | null;
            status: components["schemas"]["SponsorStatus"];
            tier: components["schemas"]["SponsorTier"];
            /** Version */
            version: number;
        };
        /**
         * TaskChanged
         * @description `event_progress_updated` is the event's progress in percent if it moved; `unlocked` waited for this task.
         */
        TaskChanged: {
            /** Event Progress Updated */
            event_progress_updated: number | null;
            /**
             * Success
             * @default true
             * @constant
             */
            success: true;
            task: components["schemas"]["TaskView"];
            /** Unlocked */
            unlocked: string[];
        };
        /**
         * TaskList
         * @description All tasks that match, by deadline.
         */
        TaskList: {
            /** Tasks */
            tasks: components["schemas"]["TaskView"][];
        };
        /**
         * TasksSummary
         * @description Cancelled tasks are not counted.
         */
        TasksSummary: {
            /** By Phase */
            by_phase: {
                [key: string]: components["schemas"]["PhaseCounts"];
            };
            /** Done */
            done: number;
            /** In Progress */
            in_progress: number;
            /** Overdue */
            overdue: number;
            /** Total */
            total: number;
        };
        /**
         * TaskStatus
         * @description What a task's row says; that it is overdue is computed from the clock, never stored.
         * @enum {string}
         */
        TaskStatus: "to_do" | "in_progress" | "blocked" | "done" | "cancelled";
        /**
         * TaskView
         * @description `is_overdue` is told from the deadline, at the moment somebody looks; `dependencies` are what it waits for.
         */
        TaskView: {
            /** Actual Hours */
            actual_hours: number | null;
            /** Assignee Id */
            assignee_id: string | null;
            /** Completed At */
            completed_at: string | null;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /**
             * Deadline
             * Format: date-time
             */
            deadline: string;
            /** Dependencies */
            dependencies: string[];
            /** Description */
            description: string | null;
            /** Estimated Hours */
            estimated_hours: number | null;
            /**
             * Event Id
             * Format: uuid
             */
            event_id: string;
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Is Overdue */
            is_overdue: boolean;
            /** Name */
            name: string;
            /** Phase */
            phase: string;
            /** Priority */
            priority: string;
            /** Role */
            role: string | null;
            /** Status */
            status: string;
            /**
             * Updated At
             * Format: date-time
             */
            updated_at: string;
            /** Version */
            version: number;
            /** Workflow Category */
            workflow_category: string;
        };
        /**
         * Team
         * @description Everybody, in the order they came.
         */
        Team: {
            /** Team */
            team: components["schemas"]["MemberView"][];
        };
        /**
         * TeamRole
         * @description What somebody does on an event's team.
         * @enum {string}
         */
        TeamRole: "event_lead" | "creative_director" | "production_manager" | "casting_director" | "sponsor_liaison" | "marketing_lead" | "venue_coordinator" | "custom";
        /**
         * Thread
         * @description A session as CopilotKit's list of threads shows it; its name is the event's title until it is renamed.
         */
        Thread: {
            /**
             * Agentid
             * @default wizard
             */
            agentId: string;
            /** Archived */
            archived: boolean;
            /**
             * Createdat
             * Format: date-time
             */
            createdAt: string;
            /**
             * Createdbyid
             * Format: uuid
             */
            createdById: string;
            /** Id */
            id: string;
            /** Name */
            name: string | null;
            /**
             * Organizationid
             * Format: uuid
             */
            organizationId: string;
            /**
             * Updatedat
             * Format: date-time
             */
            updatedAt: string;
        };
        /**
         * ThreadChange
         * @description What may change of a thread; an empty name takes the name away again.
         * @example {
         *       "name": "Milan, autumn"
         *     }
         */
        ThreadChange: {
            /** Archived */
            archived?: boolean | null;
            /** Name */
            name?: string | null;
        };
        /**
         * ThreadList
         * @description One page of threads; `nextCursor` leads to the next.
         */
        ThreadList: {
            /** Nextcursor */
            nextCursor: string | null;
            /** Threads */
            threads: components["schemas"]["Thread"][];
        };
        /** TicketSetupDraft */
        TicketSetupDraft: {
            /**
             * Currency
             * @description ISO 4217 code; needed once a price is above 0.
             * @default null
             */
            currency: string | null;
            /**
             * Payment
             * @description Whether taking money is set up later.
             * @default null
             */
            payment: components["schemas"]["Payment"] | null;
            /**
             * Sales end
             * @description Last day of sales, YYYY-MM-DD.
             * @default null
             */
            sales_end_date: string | null;
            /**
             * Sales start
             * @description First day of sales, YYYY-MM-DD.
             * @default null
             */
            sales_start_date: string | null;
            /**
             * Ticket tiers
             * @description All tiers, each once.
             * @default null
             */
            tiers: components["schemas"]["Tier"][] | null;
            /**
             * Tickets in total
             * @description How many tickets there are over all tiers.
             * @default null
             */
            total_capacity: number | null;
        };
        /** Tier */
        Tier: {
            /**
             * Tier description
             * @description What the ticket includes.
             * @default null
             */
            description: string | null;
            /**
             * Early bird
             * @description Whether this is an early-bird price.
             * @default null
             */
            early_bird: boolean | null;
            /**
             * Tier name
             * @description What the tier is called, such as VIP.
             */
            name: string;
            /**
             * Price
             * @description Price in major units, such as 80 or 79.50; 0 for free.
             * @example 80.00
             */
            price: string;
            /**
             * Quantity
             * @description How many tickets of this tier.
             */
            quantity: number;
        };
        /**
         * Totals
         * @description Of all categories of one currency.
         */
        Totals: {
            /** Currency */
            currency: string;
            /** Total Actual */
            total_actual: string;
            /** Total Budgeted */
            total_budgeted: string;
            /** Variance Percentage */
            variance_percentage: number | null;
        };
        /**
         * Undo
         * @description Without `to` the newest change; with it everything down to and including that change. A group goes as a whole.
         * @example {}
         */
        Undo: {
            /** To */
            to?: string | null;
        };
        /** Undone */
        Undone: {
            session: components["schemas"]["SessionView"];
            /** Undone */
            undone: string[];
        };
        /**
         * Uploaded
         * @description The picture as it will be shown, written anew as WebP: `width` by `height`, and cropped to 1200 by 630.
         * @example {
         *       "height": 1067,
         *       "size": 184320,
         *       "source": "upload",
         *       "width": 1600
         *     }
         */
        Uploaded: {
            /** Height */
            height: number;
            /** Size */
            size: number;
            /**
             * Source
             * @default upload
             * @constant
             */
            source: "upload";
            /** Width */
            width: number;
        };
        /**
         * VenueList
         * @description One page by name; `total` counts all that match.
         */
        VenueList: {
            /** Page */
            page: number;
            /** Pages */
            pages: number;
            /** Total */
            total: number;
            /** Venues */
            venues: components["schemas"]["VenueView"][];
        };
        /**
         * VenueMode
         * @enum {string}
         */
        VenueMode: "physical" | "virtual" | "hybrid";
        /** VenueSetup */
        VenueSetup: {
            /**
             * Address
             * @description Street and number.
             */
            address?: string | null;
            /**
             * Capacity
             * @description How many guests the place holds.
             */
            capacity?: number | null;
            /**
             * City
             * @description City of the venue.
             */
            city?: string | null;
            /**
             * Kind of venue
             * @description physical: a place; virtual: a stream; hybrid: both.
             */
            mode: components["schemas"]["VenueMode"];
            /**
             * Venue name
             * @description Name of the place.
             */
            name?: string | null;
            /**
             * Streaming address
             * @description Where the stream can be watched.
             */
            streamingUrl?: string | null;
        };
        /** VenueSetupDraft */
        VenueSetupDraft: {
            /**
             * Address
             * @description Street and number.
             * @default null
             */
            address: string | null;
            /**
             * Capacity
             * @description How many guests the place holds.
             * @default null
             */
            capacity: number | null;
            /**
             * City
             * @description City of the venue.
             * @default null
             */
            city: string | null;
            /**
             * Kind of venue
             * @description physical: a place; virtual: a stream; hybrid: both.
             * @default null
             */
            mode: components["schemas"]["VenueMode"] | null;
            /**
             * Venue name
             * @description Name of the place.
             * @default null
             */
            name: string | null;
            /**
             * Streaming address
             * @description Where the stream can be watched.
             * @default null
             */
            streaming_url: string | null;
        };
        /** VenueView */
        VenueView: {
            /** Address */
            address: string | null;
            /** Amenities */
            amenities: string[];
            /** Capacity */
            capacity: number | null;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Floor Plan Url */
            floor_plan_url: string | null;
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Layout Options */
            layout_options: string[];
            /** Location */
            location: string | null;
            /** Name */
            name: string;
            /** Pricing Tiers */
            pricing_tiers: {
                [key: string]: unknown;
            };
            /** Technical Specs */
            technical_specs: {
                [key: string]: unknown;
            };
            /**
             * Updated At
             * Format: date-time
             */
            updated_at: string;
            /** Version */
            version: number;
        };
        /**
         * Verdict
         * @enum {string}
         */
        Verdict: "finished" | "unknown" | "on_time" | "late";
        /**
         * Wish
         * @description The setup that the person comes back to; without one, to all of them.
         * @example {
         *       "session_id": "milan-nights-2027"
         *     }
         * @example {}
         */
        Wish: {
            /** Session Id */
            session_id?: string | null;
        };
        /**
         * WorkflowCategory
         * @enum {string}
         */
        WorkflowCategory: "event_planning" | "sponsorship" | "marketing" | "operations" | "media";
        /** WouldCreate */
        WouldCreate: {
            /** Budget Categories */
            budget_categories: number;
            /** Event */
            event: {
                [key: string]: unknown;
            };
            /** Sponsors */
            sponsors: number;
            /** Tasks */
            tasks: number;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export type operations = Record<string, never>;
